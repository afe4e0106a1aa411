using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>Which rows of a batch belong to a shard that shares its partition with others. The hash of a route is computed once a symbol.</summary>
internal sealed class RouteOwners(ShardOptions options)
{
    private const byte IsOwn = 1;
    private const byte IsForeign = 2;

    private byte[] bySymbol = new byte[1024];
    private bool[] own = [];

    /// <summary>The route of a row's reading; 0 when it lacks the field.</summary>
    public static uint RouteOf(Field? field, ReadingBatch batch, int row)
    {
        if (field is null)
            return 0;
        var symbol = batch.Symbols[field.Column][row];
        return symbol == SymbolTable.Missing ? 0 : KeyHash.Of(batch.SymbolTable.Utf8(symbol));
    }

    /// <summary>Which rows are the shard's own, by row; null when all are. Those without a route are the first shard's.</summary>
    public bool[]? Of(ReadingBatch batch, int from, int to)
    {
        if (options.Share.Count == 1)
            return null;
        if (own.Length < batch.Capacity)
            own = new bool[batch.Capacity];
        var symbols = batch.Symbols[options.RouteField!.Column];
        for (var row = from; row < to; row++)
        {
            var symbol = batch.Kinds[row] == RowKind.Reading ? symbols[row] : SymbolTable.Missing;
            if (symbol == SymbolTable.Missing)
                own[row] = options.Share.Index == 0;
            else
                own[row] = (symbol < bySymbol.Length && bySymbol[symbol] != 0 ? bySymbol[symbol] : Learn(batch, symbol)) == IsOwn;
        }

        return own;
    }

    private byte Learn(ReadingBatch batch, int symbol)
    {
        if (symbol >= bySymbol.Length)
            Array.Resize(ref bySymbol, Math.Max(symbol + 1, bySymbol.Length * 2));
        return bySymbol[symbol] = options.Share.Has(KeyHash.Of(batch.SymbolTable.Utf8(symbol))) ? IsOwn : IsForeign;
    }
}
