using System.Collections.Immutable;
using Millrace.Graphs.Sinks;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>What can be wrong with a sink's target before it is opened: the same for the file and for the builder.</summary>
internal static class SinkChecks
{
    private static readonly string[] OwnHeaders = ["Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Host", "Connection", "Idempotency-Key"];

    public static (string Problem, string Mend)? Problem(SinkTarget target) => target switch
    {
        FileTarget file => FileProblem(file.Path),
        WebhookTarget webhook => Problem(webhook),
        SqlTarget sql => FileProblem(sql.Sqlite) ?? (IsTable(sql.Table) ? null : ($"'{sql.Table}' cannot be the name of a table", "a letter or _, then letters, digits and _, at most 50 together")),
        _ => null,
    };

    public static (string Problem, string Mend)? UrlProblem(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return ("this is no address of a web hook", "an absolute address such as https://example.org/hook; http or https alone");
        return url.UserInfo.Length == 0 ? null : ("the address contains a user or password", "headers: { Authorization: \"Bearer ${TOKEN}\" }, with the secret in an environment variable");
    }

    public static (string Problem, string Mend)? HeaderProblem(string name, string value)
    {
        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return ($"'{name}' cannot be the name of a header", "letters, digits, - and _");
        if (OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            return ($"the header '{name}' is set by the sink", "leave it out");
        if (value.Length > 4096 || value.Any(c => c is < ' ' or > '~'))
            return ($"the value of '{name}' cannot stand in a header", "at most 4,096 printable ASCII characters on one line");
        return EnvironmentText.IsGood(value) ? null : ($"'${{' in '{name}' is not followed by the name of an environment variable and '}}'", "write ${NAME}");
    }

    public static bool IsTable(string name) =>
        name.Length is > 0 and <= 50 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static (string Problem, string Mend)? FileProblem(string path) =>
        path.Length == 0 || path.Contains('\0') || path.EndsWith('/') || path.EndsWith('\\') ? ($"'{path}' names no file", "a path such as out/alerts.ndjson") : null;

    private static (string Problem, string Mend)? Problem(WebhookTarget webhook)
    {
        if (UrlProblem(webhook.Url.OriginalString) is { } wrong)
            return wrong;
        if (webhook.Headers.Select(header => HeaderProblem(header.Name, header.Value)).FirstOrDefault(problem => problem is not null) is { } header)
            return header;
        if (webhook.Timeout < TimeSpan.FromMilliseconds(100) || webhook.Timeout > WebhookTarget.LongestTimeout)
            return ($"a request cannot time out after {DurationText.Format(webhook.Timeout)}", $"100ms to {DurationText.Format(WebhookTarget.LongestTimeout)}");
        return webhook.Batch is >= 1 and <= WebhookTarget.LargestBatch ? null : ($"a request cannot have {webhook.Batch} records", $"1 to {WebhookTarget.LargestBatch}");
    }
}
