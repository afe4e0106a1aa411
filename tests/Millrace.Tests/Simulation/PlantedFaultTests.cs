namespace Millrace.Tests.Simulation;

/// <summary>The simulation notices what it is there for.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(PlantedFault.LyingSync)]
    [InlineData(PlantedFault.LyingCommit)]
    [InlineData(PlantedFault.LostRow)]
    [InlineData(PlantedFault.KeptTail)]
    [InlineData(PlantedFault.ForgetfulSink)]
    [InlineData(PlantedFault.DroppedPortion)]
    [InlineData(PlantedFault.RepeatedRekeying)]
    [InlineData(PlantedFault.WrongRoute)]
    [InlineData(PlantedFault.ClockGoesBack)]
    public void PlantedFault_IsNoticed(PlantedFault planted)
    {
        for (var seed = 0; seed < 600; seed++)
        {
            try
            {
                Simulation.Run(seed, planted);
            }
            catch (SimulationException failure)
            {
                output.WriteLine(failure.Message);
                return;
            }
        }

        Assert.Fail($"{planted} went unnoticed in 600 seeds");
    }
}
