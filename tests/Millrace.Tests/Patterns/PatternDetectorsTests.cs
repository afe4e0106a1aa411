using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Tests.Patterns;

/// <summary>Pattern-detector actors in a shard: order, lateness, keys, what is said.</summary>
public sealed class PatternDetectorsTests
{
    private static readonly WatermarkStrategy FiveOutOfOrder = new() { MaxOutOfOrderness = TimeSpan.FromMilliseconds(5) };

    [Fact]
    public void EventTime_OutOfOrder_IsMatchedInOrderOfTime()
    {
        var driver = Driver(Notation.Parse("a b"), FiveOutOfOrder);
        Send(driver, "k", "b@3 a@1 x@20");
        Assert.Equal(["match p k [1,3) a=1 b=3"], Lines(driver));
    }

    [Fact]
    public void EventTime_AtOrBeforeTheWatermark_IsLate()
    {
        var driver = Driver(Notation.Parse("a b"), FiveOutOfOrder);
        Send(driver, "k", "x@20 a@14 a@15");
        Assert.Equal(["late p k [14,14)"], Lines(driver));
    }

    [Fact]
    public void Keys_Interleaved_AreMatchedApart()
    {
        var driver = Driver(Notation.Parse("a .b"));
        Send(driver, "k", "a@1");
        Send(driver, "l", "x@2 b@3");
        Send(driver, "k", "b@4");
        driver.Finish();
        Assert.Equal(["match p k [1,4) a=1 b=4"], Lines(driver));
    }

    [Fact]
    public void Strict_ReadingOfNoConditionBetween_Forbids()
    {
        var driver = Driver(Notation.Parse("a .b"), FiveOutOfOrder);
        Send(driver, "k", "a@1 b@3 x@2 a@4 b@5");
        driver.Finish();
        Assert.Equal(["match p k [4,5) a=4 b=5"], Lines(driver));
    }

    [Fact]
    public void Where_ReadingsOutside_DoNotExist()
    {
        var driver = Driver(Notation.Parse("a .b") with { Where = new HasKeyLetter('w') });
        Send(driver, "k", "aw@1 x@2 bw@3");
        driver.Finish();
        Assert.Equal(["match p k [1,3) a=1 b=3"], Lines(driver));
    }

    [Fact]
    public void Arrival_Order_MatchesAtOnce()
    {
        var driver = Driver(Notation.Parse("b a") with { Order = MatchOrder.Arrival }, FiveOutOfOrder);
        Send(driver, "k", "b@3 a@1");
        Assert.Equal(["match p k [3,1) b=3 a=1"], Lines(driver));
    }

    [Fact]
    public void PerKeyClock_OfflineSensor_IsNotLate()
    {
        var driver = Driver(Notation.Parse("a b", within: 10) with { Timeouts = true }, new WatermarkStrategy { PerKey = true });
        Send(driver, "k", "a@100 b@105 x@106");
        Send(driver, "l", "a@1 b@5 a@6 x@17");
        Assert.Equal(["match p k [100,105) a=100 b=105", "match p l [1,5) a=1 b=5", "timeout p l [6,16) a=6"], Lines(driver));
    }

    [Fact]
    public void Skip_MatchHeldBack_IsSaidOnceAndEmittedAtTheEnd()
    {
        var driver = Driver(Notation.Parse("[(a b) | (c d)]", skip: SkipStrategy.ToNext));
        Send(driver, "k", "a@1 c@2 d@3 c@4 d@5");
        driver.Restart();
        Send(driver, "k", "x@6");
        Assert.Single(driver.Outputs, o => o.Kind == OutputKind.Notice);
        driver.Finish();
        Assert.Equal(["match p k [2,3) c=2 d=3", "match p k [4,5) c=4 d=5"], Lines(driver).Where(l => l.StartsWith("match", StringComparison.Ordinal)));
    }

    [Fact]
    public void Cap_Reached_IsSaidOnceForTheKey()
    {
        var driver = Driver(Notation.Parse("a b", within: 100) with { MaxPartialMatches = 1 });
        Send(driver, "k", "a@1 a@2 a@3 b@4 a@5 a@6 x@7");
        Assert.Single(driver.Outputs, o => o.Kind == OutputKind.Notice);
        Assert.Equal(3, ((PatternDetectors)driver.Shard.Tables[0]).CappedPartialMatches);
    }

    [Fact]
    public void Matches_Alike_HaveDifferentSequences()
    {
        var driver = Driver(Notation.Parse("a ~b c"));
        Send(driver, "k", "a@1 b@2 b@2 c@3");
        driver.Finish();
        Assert.Equal(2, driver.Outputs.Select(o => o.Sequence).Distinct().Count());
    }

    private static ShardDriver Driver(PatternDefinition definition, WatermarkStrategy? watermark = null) => new(
        [("letters", FieldType.Text)],
        driver => [new PatternDetectors(PatternProgram.Compile(Keyed(definition)), driver.Key)],
        watermark);

    private static PatternDefinition Keyed(PatternDefinition definition) => definition with { Elements = [.. definition.Elements.Select(Keyed)] };

    private static PatternElement Keyed(PatternElement element) => element switch
    {
        Step step => step with { Where = new StepCondition(new HasKeyLetter(step.Where.Plain!.Text[0])) },
        Group group => group with { Elements = [.. group.Elements.Select(Keyed)] },
        Choice choice => choice with { Alternatives = [.. choice.Alternatives.Select(Keyed)] },
        _ => element,
    };

    private static void Send(ShardDriver driver, string key, string readings)
    {
        foreach (var reading in readings.Split(' '))
        {
            var parts = reading.Split('@');
            driver.Send(key, long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), ("letters", parts[0]));
        }
    }

    private static List<string> Lines(ShardDriver driver) => [.. driver.Outputs.Select(o => o.ToString())];

    /// <summary>As <see cref="HasLetter"/>, where the key takes the first symbol column.</summary>
    private sealed class HasKeyLetter(char letter) : Condition(letter.ToString())
    {
        public override void Evaluate(ReadingBatch batch, int from, int to, bool[] into)
        {
            for (var row = from; row < to; row++)
                into[row] = batch.SymbolTable.Text(batch.Symbols[1][row]) is { } name && name.Contains(Text[0], StringComparison.Ordinal);
        }
    }
}
