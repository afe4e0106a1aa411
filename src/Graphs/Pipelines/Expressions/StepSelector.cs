namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>What of a step's taken events an expression asks for.</summary>
public enum StepSelector
{
    /// <summary>The field of its last event: <c>last(step.field)</c> or <c>step.field</c>.</summary>
    Last,

    /// <summary>The field of its first event.</summary>
    First,

    /// <summary>The sum of a number field.</summary>
    Sum,

    /// <summary>The mean of a number field.</summary>
    Average,

    /// <summary>The least value of a number field.</summary>
    Min,

    /// <summary>The greatest value of a number field.</summary>
    Max,
}
