using Millrace.Actors.Aggregates;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Windows;

/// <summary>Makes the table of the actors of one window.</summary>
public static class WindowActors
{
    /// <summary>The table for a definition: its code is specialised for the window's aggregates.</summary>
    /// <param name="definition">The window.</param>
    /// <param name="key">The text field that keys the actors.</param>
    /// <param name="functions">What the names of aggregate functions mean; null for the built-in ones.</param>
    /// <exception cref="ArgumentException">The definition is impossible: <see cref="Check"/> says why.</exception>
    public static ActorTable Create(WindowDefinition definition, Field key, AggregateFunctions? functions = null)
    {
        if (Check(definition) is { } fault)
            throw new ArgumentException($"{definition.Name}: {fault}", nameof(definition));
        functions ??= AggregateFunctions.BuiltIn;
        var (chain, arguments, parameters) = AggregateChain.TypeOf(definition.Aggregates, functions);
        var custom = definition.Aggregates.Any(aggregate =>
            functions.Find(aggregate.Function)!.Accumulator.Assembly != typeof(WindowActors).Assembly);
        var table = definition.Shape switch
        {
            SessionWindow => typeof(SessionWindows<>),
            CountWindow => typeof(CountWindows<>),
            LookbackWindow => typeof(LookbackWindows<>),
            _ => typeof(AlignedWindows<>),
        };
        return (ActorTable)Activator.CreateInstance(
            table.MakeGenericType(chain), definition, key, System.Collections.Immutable.ImmutableArray.Create(arguments), parameters, custom)!;
    }

    /// <summary>What is impossible about a definition, or null.</summary>
    public static string? Check(WindowDefinition definition)
    {
        if (definition.Aggregates.IsDefaultOrEmpty)
            return "a window needs at least one aggregate";
        if (definition.AllowedLateness < TimeSpan.Zero)
            return "allowedLateness cannot be negative";
        if (definition.AllowedLateness > TimeSpan.Zero && definition.Shape is LookbackWindow or CountWindow)
            return "allowedLateness has no meaning here: the window fires once for each reading it is about";
        if (definition.Early is { Every: { } every } && every < TimeSpan.FromMilliseconds(1))
            return "early must be 1ms or more, or each";
        if (definition.Early is not null && definition.Shape is LookbackWindow)
            return "early has no meaning here: a lookback fires after each reading";
        if (definition.Early is { Every: not null } && definition.Shape is CountWindow)
            return "early has no meaning here but as each: a count window does not look at the time";
        return CheckShape(definition.Shape);
    }

    private static string? CheckShape(WindowShape shape) => shape switch
    {
        TumblingWindow { Size: var size } when size < TimeSpan.FromMilliseconds(1) => "the size must be 1ms or more",
        SlidingWindow { Size: var size } when size < TimeSpan.FromMilliseconds(1) => "the size must be 1ms or more",
        SlidingWindow { Every: var every } when every < TimeSpan.FromMilliseconds(1) => "every must be 1ms or more",
        SlidingWindow window when window.Every > window.Size => "every must not be longer than the size: readings in between would be in no window",
        CumulateWindow { Every: var every } when every < TimeSpan.FromMilliseconds(1) => "every must be 1ms or more",
        CumulateWindow window when window.Size < window.Every || window.Size.Ticks % window.Every.Ticks != 0 => "the size must be a multiple of every",
        SessionWindow { Gap: var gap } when gap < TimeSpan.FromMilliseconds(1) => "the gap must be 1ms or more",
        SessionWindow { MaxDuration: { } limit } when limit < TimeSpan.FromMilliseconds(1) => "maxDuration must be 1ms or more",
        LookbackWindow { Duration: var duration } when duration < TimeSpan.FromMilliseconds(1) => "the duration must be 1ms or more",
        CountWindow { Readings: < 1 } => "the count must be 1 or more",
        _ => null,
    };
}
