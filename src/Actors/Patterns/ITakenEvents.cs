namespace Millrace.Actors.Patterns;

/// <summary>
/// The events that a partial match has taken. Steps are numbered from 0 as they stand in the definition, depth first, negated ones included.
/// A step that has taken none has no first and no last event, count 0, sum 0, and NaN for every other figure.
/// Columns are number columns of the reading schema; events whose value is missing do not count in figures.
/// </summary>
public interface ITakenEvents
{
    /// <summary>How many events the step has taken.</summary>
    int Count(int step);

    /// <summary>The first event of the step, or null.</summary>
    PatternEvent? First(int step);

    /// <summary>The last event of the step, or null.</summary>
    PatternEvent? Last(int step);

    /// <summary>The sum of a number column over the step's events.</summary>
    double Sum(int step, int column);

    /// <summary>The arithmetic mean of a number column over the step's events.</summary>
    double Average(int step, int column);

    /// <summary>The least value of a number column over the step's events.</summary>
    double Min(int step, int column);

    /// <summary>The greatest value of a number column over the step's events.</summary>
    double Max(int step, int column);
}
