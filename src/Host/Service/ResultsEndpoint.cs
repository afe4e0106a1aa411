using Microsoft.AspNetCore.Http;
using Millrace.Graphs.Results;
using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.Host.Service;

/// <summary><c>GET /api/v1/results</c>: the outputs that came last, newest first, from the log. Only what readers may see: under exactly-once what a checkpoint has committed.</summary>
internal sealed class ResultsEndpoint(ServiceContext service)
{
    public async Task HandleAsync(HttpContext http)
    {
        if (await ResultQuery.ReadAsync(http, service.Pipeline.Outputs) is not { } query)
            return;
        if (await ResultQuery.CountAsync(http, "limit", ResultReader.DefaultLimit, ResultReader.LargestLimit) is not { } limit)
            return;
        ResultCursor? before = null;
        if (http.Request.Query["before"].ToString() is { Length: > 0 } place && !ResultCursor.TryParse(place, out before))
        {
            await Problem.WriteAsync(http, 400, "Bad query", "before is no place: give what the page before said as next.");
            return;
        }

        ResultPage page;
        try
        {
            page = new ResultReader(query.Topics).Read(query.Filter, limit, before);
        }
        catch (SourceException damaged)
        {
            await Problem.WriteAsync(http, 503, "The log cannot be read", damaged.Message);
            return;
        }

        await JsonReply.WriteAsync(http, 200, json =>
        {
            json.WriteStartArray("results");
            foreach (var result in page.Records)
            {
                json.WriteStartObject();
                json.WriteString("output", result.Output);
                json.WriteNumber("partition", result.Partition);
                json.WriteNumber("offset", result.Offset);
                json.WriteTime("written", new EventTime(result.Arrival));
                json.WritePropertyName("record");
                json.WriteRawValue(result.Json.Span, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next", page.Next?.ToString());
        });
    }
}
