using Millrace.Actors.Checkpoints;
using Millrace.TestKit;

namespace Millrace.Tests.Persistence;

/// <summary>The store of tests does what a real one does.</summary>
public sealed class MemoryCheckpointStoreTests : CheckpointStoreContract
{
    private readonly MemoryCheckpointStore store = new();

    public override void Dispose()
    {
        store.Dispose();
        base.Dispose();
    }

    protected override ICheckpointStore Create() => store;

    protected override ICheckpointStore Again() => store;
}
