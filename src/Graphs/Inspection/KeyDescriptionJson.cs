using System.Collections.Immutable;
using System.Text.Json;
using Millrace.Actors.Descriptions;
using Millrace.Messages;

namespace Millrace.Graphs.Inspection;

/// <summary>
/// The live state of a key as JSON. Times are ISO-8601 in UTC with milliseconds; what does not exist is null; a list that was cut says so by its count.
/// <code>
/// {"key":"m-7","fields":[
///  {"field":"machine","watermark":"…","actors":[
///   {"name":"temperature-10s","kind":"window","nextTimer":"…","openWindows":1,"windows":[
///     {"start":"…","end":"…","readings":12,"fired":false,"revision":0,"values":{"mean":71.2}}]},
///   {"name":"hundred","kind":"count","nextTimer":null,"openWindows":1,"windows":[{"start":"…","end":"…","readings":12,"of":100,…}]},
///   {"name":"last-minute","kind":"lookback","nextTimer":"…","waitingReadings":2,"openWindows":1,"windows":[…]},
///   {"name":"bearing-failure","kind":"pattern","nextTimer":"…","waitingReadings":3,
///    "openPartialMatches":1,"partialMatches":[
///     {"start":"…","last":"…","events":{"spike":[{"time":"…","reading":{…}}]},"waitsFor":["rise"],"mustNotCome":[],"completesAt":null,"timesOutAt":"…"}],
///    "heldMatches":0,"held":[{"events":{…}}]},
///   {"name":"alarm","kind":"actor","nextTimer":null,"values":{"level":3},"failures":2,"stoppedBy":null,"fault":null}]}]}
/// </code>
/// <c>kind</c> is <c>window</c> (tumbling, sliding, cumulate), <c>session</c>, <c>count</c>, <c>lookback</c>, <c>pattern</c> or <c>actor</c>; <c>failures</c>,
/// <c>stoppedBy</c> and <c>fault</c> stand only where there is something to say.
/// </summary>
public static class KeyDescriptionJson
{
    /// <summary>Writes the object.</summary>
    /// <param name="description">The state.</param>
    /// <param name="writer">Where to; not flushed.</param>
    public static void Write(KeyDescription description, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("key", description.Key);
        writer.WriteStartArray("fields");
        foreach (var field in description.Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("field", field.Field);
            Time(writer, "watermark", field.Watermark);
            writer.WriteStartArray("actors");
            foreach (var actor in field.Actors)
                Actor(writer, actor);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Actor(Utf8JsonWriter writer, ActorDescription actor)
    {
        writer.WriteStartObject();
        writer.WriteString("name", actor.Table);
        writer.WriteString("kind", KindName(actor.Kind));
        Time(writer, "nextTimer", actor.NextTimer);
        if (actor.Kind is ActorKind.Lookback or ActorKind.Pattern)
            writer.WriteNumber("waitingReadings", actor.WaitingReadings);
        if (actor.Kind == ActorKind.Pattern)
            Matches(writer, actor);
        else if (actor.Kind == ActorKind.Actor)
            Values(writer, actor.Values);
        else
            Windows(writer, actor);
        if (actor.Failures > 0)
        {
            writer.WriteNumber("failures", actor.Failures);
            writer.WriteString("stoppedBy", actor.StoppedBy);
        }

        if (actor.Fault is not null)
            writer.WriteString("fault", actor.Fault);
        writer.WriteEndObject();
    }

    private static void Windows(Utf8JsonWriter writer, ActorDescription actor)
    {
        writer.WriteNumber("openWindows", actor.OpenWindows);
        writer.WriteStartArray("windows");
        foreach (var window in actor.Windows)
        {
            writer.WriteStartObject();
            Time(writer, "start", window.Start);
            Time(writer, "end", window.End);
            writer.WriteNumber("readings", window.Readings);
            if (window.ReadingsToFire is { } of)
                writer.WriteNumber("of", of);
            writer.WriteBoolean("fired", window.HasFired);
            writer.WriteNumber("revision", window.Revision);
            Values(writer, window.Values);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Matches(Utf8JsonWriter writer, ActorDescription actor)
    {
        writer.WriteNumber("openPartialMatches", actor.OpenPartialMatches);
        writer.WriteStartArray("partialMatches");
        foreach (var partial in actor.PartialMatches)
        {
            writer.WriteStartObject();
            Time(writer, "start", partial.Start);
            Time(writer, "last", partial.Last);
            Events(writer, partial.Taken);
            Names(writer, "waitsFor", partial.WaitsFor);
            Names(writer, "mustNotCome", partial.MustNotCome);
            Time(writer, "completesAt", partial.CompletesAt);
            Time(writer, "timesOutAt", partial.TimesOutAt);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("heldMatches", actor.HeldMatchCount);
        writer.WriteStartArray("held");
        foreach (var match in actor.HeldMatches)
        {
            writer.WriteStartObject();
            Events(writer, match);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Events(Utf8JsonWriter writer, MatchDetail match)
    {
        writer.WriteStartObject("events");
        foreach (var step in match.Steps)
        {
            writer.WriteStartArray(step.Name);
            foreach (var taken in step.Events)
            {
                writer.WriteStartObject();
                Time(writer, "time", taken.Time);
                writer.WritePropertyName("reading");
                if (taken.Json.IsEmpty)
                    writer.WriteNullValue();
                else
                    writer.WriteRawValue(taken.Json.Span);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Values(Utf8JsonWriter writer, ImmutableArray<DescribedValue> values)
    {
        writer.WriteStartObject("values");
        foreach (var value in values)
        {
            if (value.Type == FieldType.Text)
                writer.WriteString(value.Name, value.Text);
            else if (!double.IsFinite(value.Number))
                writer.WriteNull(value.Name);
            else if (value.Type == FieldType.Boolean)
                writer.WriteBoolean(value.Name, value.Number != 0);
            else
                writer.WriteNumber(value.Name, value.Number);
        }

        writer.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter writer, string property, ImmutableArray<string> names)
    {
        writer.WriteStartArray(property);
        foreach (var name in names)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
    }

    private static void Time(Utf8JsonWriter writer, string property, EventTime? time) => writer.WriteString(property, time?.ToString());

    private static string KindName(ActorKind kind) => kind switch
    {
        ActorKind.Window => "window",
        ActorKind.Session => "session",
        ActorKind.Count => "count",
        ActorKind.Lookback => "lookback",
        ActorKind.Pattern => "pattern",
        _ => "actor",
    };
}
