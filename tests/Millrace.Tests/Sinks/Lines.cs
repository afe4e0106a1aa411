using System.Text;
using Millrace.Graphs.Sources;

namespace Millrace.Tests.Sinks;

/// <summary>Records of an output: lines as Millrace writes them, with ids where it writes them.</summary>
internal static class Lines
{
    public static string Window(int number) =>
        $$$"""{"type":"window","name":"w","key":"s-{{{number % 3}}}","start":"2026-11-21T10:00:00.000Z","end":"2026-11-21T10:00:{{{number % 60:00}}}.000Z","revision":0,"early":false,"values":{"n":{{{number}}}},"id":"{{{number:x32}}}"}""";

    public static string Late(int number) =>
        $$$"""{"type":"late","name":"w","key":"s-1","watermark":"2026-11-21T10:00:00.000Z","reading":{"n":{{{number}}},"id":"{{{number:x32}}}"}}""";

    public static string DeadLetter(int number) => $$"""{"type":"deadLetter","partition":0,"offset":{{number}},"reason":"bad","raw":"\",\"id\":\"{{number:x32}}"}""";

    public static RecordChunk Chunk(long first, params string[] lines)
    {
        var chunk = new RecordChunk();
        foreach (var line in lines)
            chunk.Add(Encoding.UTF8.GetBytes(line + "\n"), "key"u8, first++);
        return chunk;
    }

    public static RecordChunk Windows(long first, int count) => Chunk(first, [.. Enumerable.Range((int)first, count).Select(Window)]);

    public static string[] Expected(int count) => [.. Enumerable.Range(0, count).Select(Window)];
}
