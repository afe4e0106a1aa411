using System.Globalization;
using System.Text;
using Millrace.Messages;

namespace Millrace.Tests.Codecs;

public sealed class SymbolTableTests
{
    [Fact]
    public void Intern_ByManyThreadsWhileOthersFind_GivesEachTextOneSymbol()
    {
        const int threads = 4;
        const int texts = 30_000;
        var table = new SymbolTable();
        var found = new int[threads][];
        var failures = 0;
        using var start = new Barrier(threads);
        var workers = Enumerable.Range(0, threads).Select(worker => new Thread(() =>
        {
            var symbols = found[worker] = new int[texts];
            start.SignalAndWait();
            for (var i = 0; i < texts; i++)
            {
                // Each goes through the texts in another order, so that all meet at new ones.
                var text = (int)(((i * (worker + 1L) * 7919L) + worker) % texts);
                var utf8 = Encoding.UTF8.GetBytes(NameOf(text));
                var symbol = symbols[text] = table.Intern(utf8);
                if (table.Find(utf8) != symbol || !table.Utf8(symbol).SequenceEqual(utf8) || symbol >= table.Count)
                    Interlocked.Increment(ref failures);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());

        Assert.Equal(0, failures);
        for (var text = 0; text < texts; text++)
        {
            var symbols = found.Select(symbols => symbols[text]).Where(symbol => symbol != 0).Distinct().ToList();
            Assert.True(symbols.Count <= 1);
            Assert.All(symbols, symbol => Assert.Equal(NameOf(text), table.Text(symbol)));
        }
    }

    private static string NameOf(int text) => "a text of some length, number " + text.ToString(CultureInfo.InvariantCulture);
}
