using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>A test of texts that is made once per distinct text: the verdicts are kept by symbol. For one thread.</summary>
internal sealed class TextTest(SymbolTable table, Func<string, bool> test)
{
    private const byte Untested = 0;
    private const byte Failed = 1;
    private const byte Passed = 2;

    private byte[] verdicts = [Failed]; // a missing text passes no test

    public bool Holds(int symbol)
    {
        var known = verdicts;
        if ((uint)symbol < (uint)known.Length && known[symbol] != Untested)
            return known[symbol] == Passed;
        return Learn(symbol);
    }

    private bool Learn(int symbol)
    {
        if (symbol >= verdicts.Length)
            Array.Resize(ref verdicts, Math.Max(symbol + 1, verdicts.Length * 2));
        var holds = test(table.Text(symbol)!);
        verdicts[symbol] = holds ? Passed : Failed;
        return holds;
    }
}
