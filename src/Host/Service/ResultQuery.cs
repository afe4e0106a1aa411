using Microsoft.AspNetCore.Http;
using Millrace.Graphs.Log;
using Millrace.Graphs.Results;
using Millrace.Messages;

namespace Millrace.Host.Service;

/// <summary>Which outputs a request is about: <c>output</c> (several with commas), <c>name</c>, <c>key</c>, <c>type</c>, <c>from</c>, <c>to</c>.</summary>
internal sealed record ResultQuery(IReadOnlyList<LogTopic> Topics, ResultFilter Filter)
{
    private static readonly string[] Types = ["window", "match", "timeout", "actor", "late", "deadLetter", "notice"];

    /// <summary>The query of a request; or null, and the request is answered with what is wrong with it.</summary>
    public static async Task<ResultQuery?> ReadAsync(HttpContext http, IReadOnlyDictionary<string, LogTopic> outputs)
    {
        var wanted = http.Request.Query["output"].ToString() is { Length: > 0 } list ? list.Split(',') : [.. outputs.Keys];
        if (wanted.FirstOrDefault(output => !outputs.ContainsKey(output)) is { } unknown)
        {
            await Problem.WriteAsync(http, 404, "Unknown output", $"The pipeline has no output '{unknown}'; it has {string.Join(", ", outputs.Keys.Order(StringComparer.Ordinal))}.");
            return null;
        }

        var type = Text(http, "type");
        var problem = type is null || Types.Contains(type) ? "" : $"type={type} is not known; the types are {string.Join(", ", Types)}.";
        EventTime? from = null, to = null;
        if (problem.Length > 0 || !TryTime(http, "from", out from, out problem) || !TryTime(http, "to", out to, out problem))
        {
            await Problem.WriteAsync(http, 400, "Bad query", problem);
            return null;
        }

        return new ResultQuery([.. wanted.Distinct().Order(StringComparer.Ordinal).Select(output => outputs[output])], new ResultFilter(Text(http, "name"), Text(http, "key"), type, from, to));
    }

    /// <summary>A count within 1 and a bound; or null, and the request is answered.</summary>
    public static async Task<int?> CountAsync(HttpContext http, string name, int fallback, int most)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0)
            return fallback;
        if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most)
            return count;
        await Problem.WriteAsync(http, 400, "Bad query", $"{name}={text} is not possible: a whole number from 1 to {most}.");
        return null;
    }

    private static string? Text(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool TryTime(HttpContext http, string name, out EventTime? time, out string problem)
    {
        (time, problem) = (null, "");
        if (Text(http, name) is not { } text)
            return true;
        if (EventTimeText.TryParse(text, out var parsed))
        {
            time = parsed;
            return true;
        }

        problem = $"{name}={text} is no time: ISO-8601, such as 2026-11-21T10:00:00Z (a + of an offset is written %2B).";
        return false;
    }
}
