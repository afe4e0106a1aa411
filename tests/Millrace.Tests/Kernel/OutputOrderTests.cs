using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Tests.Kernel;

public sealed class OutputOrderTests
{
    // The tables had emitted for different rows last, and the merge put the end of the input in the order of those rows.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void PerKey_EndOfInput_IsInTheOrderOfTablesWhateverTheBatches(int batchSize)
    {
        var driver = new ShardDriver(
            [("value", FieldType.Number)],
            driver => [Counting("a", 10, driver.Key), Counting("b", 25, driver.Key)],
            new WatermarkStrategy { PerKey = true },
            batchSize: batchSize);
        driver.Send("x", 1).Send("y", 3).Send("x", 12).Send("y", 13).Send("y", 14).Finish();

        Assert.Equal(
            ["window a x [0,10) 1", "window a y [0,10) 1", "window a x [10,20) 1", "window a y [10,20) 2", "window b x [0,25) 2", "window b y [0,25) 3"],
            driver.Outputs.Select(output => output.ToString()));
    }

    private static ActorTable Counting(string name, int size, Field key) =>
        WindowActors.Create(new WindowDefinition(name, new TumblingWindow(TimeSpan.FromMilliseconds(size)), [new AggregateDefinition("n", "count")]), key);
}
