namespace Millrace.Tests.Crashes;

/// <summary>Tests that start the program, one after the other and when the others are done: what they prove holds at any speed, but their limits of time do not.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Processes
{
    public const string Name = "processes";
}
