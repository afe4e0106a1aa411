using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Millrace.Host.Service;

/// <summary>Answers that say what is wrong and how to mend it: application/problem+json (RFC 9457).</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext http, int status, string title, string detail, Action<Utf8JsonWriter>? more = null, int? retryAfterSeconds = null)
    {
        if (retryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return JsonReply.WriteAsync(
            http,
            status,
            json =>
            {
                json.WriteString("title", title);
                json.WriteNumber("status", status);
                json.WriteString("detail", detail);
                more?.Invoke(json);
            },
            "application/problem+json; charset=utf-8");
    }
}
