using Millrace.Actors.Aggregates.Functions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Tests.Aggregates;

public class TextAccumulatorTests
{
    [Fact]
    public void Restore_BesideAnotherTable_MeansTheSameText()
    {
        var before = new SymbolTable();
        before.Intern("idle");
        var state = Accumulation.Of<LastText>([before.Intern("running"), before.Intern("größer")]);
        var after = new SymbolTable();
        after.Intern("other");

        var reader = new StateReader(Accumulation.Written(in state, before), after);
        var restored = LastText.Restore(ref reader);

        Assert.Equal("größer", after.Text((int)Accumulation.Result(in restored)));
    }

    [Fact]
    public void Restore_WithoutText_IsStillNull()
    {
        Assert.Equal(double.NaN, Accumulation.Result(Accumulation.Restored(FirstText.Empty)));
        Assert.Equal(double.NaN, Accumulation.Result(Accumulation.Restored(LastText.Empty)));
    }

    [Fact]
    public void TextHash_OfAnyTextProjection_DependsOnTheTextAlone()
    {
        var one = HashesOf("idle", "running", "", "idle");
        var two = HashesOf("running", "other", "idle", "");

        Assert.Equal([one[1], one[0]], [two[0], two[2]]);
        Assert.Equal(one[0], one[3]);
        Assert.True(double.IsNaN(one[2]) && double.IsNaN(two[3]));
        Assert.Equal(3, new HashSet<double>(one.Concat(two).Where(h => !double.IsNaN(h))).Count);
    }

    private static double[] HashesOf(params string[] texts)
    {
        var schema = ReadingSchema.Create(("state", FieldType.Text, false));
        var symbols = new SymbolTable();
        var batch = new ReadingBatch(schema, symbols, texts.Length) { Count = texts.Length };
        for (var row = 0; row < texts.Length; row++)
            batch.Symbols[0][row] = texts[row].Length == 0 ? SymbolTable.Missing : symbols.Intern(texts[row]);
        var into = new double[texts.Length];
        new TextHashProjection(schema.Fields[0]).Evaluate(batch, 0, texts.Length, into);
        return into;
    }
}
