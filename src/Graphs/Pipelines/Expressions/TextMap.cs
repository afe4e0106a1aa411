using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>
/// A function from text to text that is computed once per distinct text: symbols of one table to symbols of another.
/// The results are not put into the pipeline's own table, which a decoder may be adding to meanwhile. For one thread.
/// </summary>
internal sealed class TextMap(SymbolTable from, SymbolTable to, Func<string, string> function)
{
    private int[] results = [SymbolTable.Missing];

    public int Of(int symbol)
    {
        var known = results;
        if (symbol == SymbolTable.Missing || ((uint)symbol < (uint)known.Length && known[symbol] != SymbolTable.Missing))
            return known[symbol];
        return Learn(symbol);
    }

    private int Learn(int symbol)
    {
        if (symbol >= results.Length)
            Array.Resize(ref results, Math.Max(symbol + 1, results.Length * 2));
        return results[symbol] = to.Intern(function(from.Text(symbol)!));
    }
}
