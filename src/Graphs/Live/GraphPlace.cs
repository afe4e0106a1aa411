namespace Millrace.Graphs.Live;

/// <summary>Which graph of a pipeline.</summary>
/// <param name="Stage">Its stage, from 0: the source's.</param>
/// <param name="Partition">The partition of that stage's topic.</param>
internal readonly record struct GraphPlace(int Stage, int Partition);
