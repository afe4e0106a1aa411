namespace Millrace.Graphs.Live;

/// <summary>When outputs are let out, and what a crash may do to them. The state of the actors is exact either way.</summary>
public enum Delivery
{
    /// <summary>With the checkpoint that holds what brought them about: never lost, never twice. They come out up to a checkpoint interval later.</summary>
    ExactlyOnce,

    /// <summary>At once. After a crash those since the last checkpoint come again, with the same ids.</summary>
    AtLeastOnce,
}
