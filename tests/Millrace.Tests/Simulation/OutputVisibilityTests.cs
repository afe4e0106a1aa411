using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sources;
using Millrace.TestKit;
using Millrace.Tests.Service;

namespace Millrace.Tests.Simulation;

public sealed class OutputVisibilityTests
{
    /// <summary>Sinks run before the graphs are open, and a sink that sees what recovery cuts off delivers it.</summary>
    [Theory]
    [InlineData(Delivery.ExactlyOnce, 0)]
    [InlineData(Delivery.AtLeastOnce, 1)]
    public void Outputs_OfAnEarlierRun_AreSeenOnceTheGraphKnowsWhichStay(Delivery delivery, long before)
    {
        var clock = new VirtualTime();
        using var log = EmbeddedLog.Open(new SimulatedFiles(), new LogOptions(), clock);
        var written = log.Topic("alerts").Partitions[0];
        var record = new RecordChunk();
        record.Add("{}"u8);
        written.Append(record);
        written.Sync();
        var graphs = new PipelineGraphs(
            new LiveSetup
            {
                Pipeline = symbols => PipelineFile.Parse(RunningService.Pipeline, "plant.yaml", new PipelineOptions { Symbols = symbols }).Definition!,
                Log = log,
                Store = new MemoryCheckpointStore(),
                Options = new LiveOptions { Delivery = delivery },
                Clock = clock,
            },
            _ => 0);
        Assert.Equal(before, written.Stable);
        using var graph = graphs.Create(graphs.Places.Single());
        graph.Open();
        Assert.Equal(1, written.Stable);
    }
}
