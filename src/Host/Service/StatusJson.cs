using System.Text.Json;
using Millrace.Graphs.Live;
using Millrace.Graphs.Sinks;
using Millrace.Messages;

namespace Millrace.Host.Service;

/// <summary>The state of partitions and sinks as JSON.</summary>
internal static class StatusJson
{
    public static string Word(PartitionState state) => state switch
    {
        PartitionState.Starting => "starting",
        PartitionState.Running => "running",
        PartitionState.Paused => "paused",
        PartitionState.Degraded => "degraded",
        PartitionState.Failed => "failed",
        _ => "stopped",
    };

    /// <summary>An array of the partitions.</summary>
    public static void Partitions(Utf8JsonWriter json, LiveStatus status, DateTimeOffset now)
    {
        json.WriteStartArray("partitions");
        foreach (var partition in status.Partitions)
            Partition(json, partition, now);
        json.WriteEndArray();
    }

    /// <summary>An array of the sinks.</summary>
    public static void Sinks(Utf8JsonWriter json, LiveStatus status)
    {
        json.WriteStartArray("sinks");
        foreach (var sink in status.Sinks)
        {
            json.WriteStartObject();
            json.WriteString("name", sink.Name);
            json.WriteString("state", Word(sink.State));
            json.WriteNumber("delivered", sink.Delivered);
            json.WriteNumber("backlogRecords", sink.BacklogRecords);
            json.WriteNumber("backlogBytes", sink.BacklogBytes);
            json.WriteNumber("failures", sink.Failures);
            json.WriteNumber("missed", sink.Missed);
            json.WriteString("lastError", sink.LastError);
            json.WriteTime("nextTry", sink.NextTry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(SinkState state) => state switch
    {
        SinkState.Idle => "idle",
        SinkState.Delivering => "delivering",
        SinkState.Retrying => "retrying",
        _ => "stopped",
    };

    private static void Partition(Utf8JsonWriter json, PartitionStatus partition, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("name", partition.Name);
        json.WriteString("state", Word(partition.State));
        json.WriteString("reason", partition.Reason);
        json.WriteNumber("epoch", partition.Epoch);
        json.WriteNumber("offset", partition.Offset);
        json.WriteNumber("endOffset", partition.EndOffset);
        json.WriteNumber("offsetLag", partition.OffsetLag);
        json.WriteTime("watermark", partition.Watermark);
        json.WriteTime("highestTime", partition.HighestTime);
        if (partition.HighestTime == EventTime.MinValue)
            json.WriteNull("eventTimeLagMilliseconds");
        else
            json.WriteNumber("eventTimeLagMilliseconds", now.ToUnixTimeMilliseconds() - partition.HighestTime.Milliseconds);
        json.WriteNumber("readings", partition.Statistics.Readings);
        json.WriteNumber("late", partition.Statistics.Late);
        json.WriteNumber("deadLetters", partition.Statistics.DeadLetters);
        json.WriteNumber("residentKeys", partition.ResidentKeys);
        json.WriteNumber("residentBytes", partition.ResidentBytes);
        json.WriteNumber("mailboxBytes", partition.MailboxBytes);
        json.WriteNumber("backlogBytes", partition.BacklogBytes);
        json.WriteStartObject("checkpoint");
        json.WriteNumber("number", partition.CheckpointNumber);
        json.WriteTime("time", partition.CheckpointTime);
        json.WriteNumber("pauseMilliseconds", Math.Round(partition.CheckpointPause.TotalMilliseconds, 3));
        json.WriteNumber("durationMilliseconds", Math.Round(partition.CheckpointDuration.TotalMilliseconds, 3));
        json.WriteNumber("keys", partition.CheckpointKeys);
        json.WriteNumber("bytes", partition.CheckpointBytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
