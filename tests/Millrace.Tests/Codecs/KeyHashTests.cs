using System.Text;
using Millrace.Messages;

namespace Millrace.Tests.Codecs;

public sealed class KeyHashTests
{
    // The vectors of Kafka's own test (UtilsTest.testMurmur2).
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Of_KafkasTestVectors_IsTheSame(string key, int expected) =>
        Assert.Equal(expected, (int)KeyHash.Of(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void PartitionOf_IsTheHashWithoutItsSignModuloTheNumber()
    {
        Assert.Equal((-973932308 & 0x7FFFFFFF) % 7, KeyHash.PartitionOf("21"u8, 7));
        Assert.Equal(0, KeyHash.PartitionOf("21"u8, 1));
    }
}
