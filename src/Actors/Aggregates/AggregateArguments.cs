namespace Millrace.Actors.Aggregates;

/// <summary>The arguments that an aggregate function takes.</summary>
public enum AggregateArguments
{
    /// <summary>None: <c>count()</c>.</summary>
    None,

    /// <summary>One number.</summary>
    Number,

    /// <summary>One value of any type; text is given as its symbol.</summary>
    Any,

    /// <summary>A number and a constant from 0 to 100: <c>percentile(value, 99)</c>.</summary>
    NumberAndPercentage,
}
