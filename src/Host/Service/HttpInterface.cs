using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Millrace.Host.Service;

/// <summary>The endpoints over Kestrel.</summary>
internal sealed class HttpInterface : IAsyncDisposable
{
    private readonly WebApplication application;

    private HttpInterface(WebApplication application) => this.application = application;

    /// <summary>Where it listens, ports found included.</summary>
    public IReadOnlyList<string> Urls { get; private set; } = [];

    /// <exception cref="IOException">An address is in use or cannot be had.</exception>
    /// <exception cref="FormatException">An address is none.</exception>
    public static async Task<HttpInterface> StartAsync(ServiceContext service)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(new LogBridge(service.Log));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls(service.Options.HttpUrls);
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = service.Options.BodyBytes;
            options.AllowSynchronousIO = false;
        });
        var application = builder.Build();
        application.Use(next => http => GuardAsync(http, next, service.Log));
        if (service.Options.HttpToken is { } token)
            application.Use(next => new TokenGate(token, next).HandleAsync);
        Map(application, service);
        await application.StartAsync();
        var urls = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new HttpInterface(application) { Urls = [.. urls] };
    }

    /// <summary>Finishes requests that have begun, as far as the time allows.</summary>
    public Task StopAsync(CancellationToken limit) => application.StopAsync(limit);

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static void Map(WebApplication routes, ServiceContext service)
    {
        var health = new HealthEndpoints(service);
        routes.MapGet("/", http => http.Response.WriteAsync($"Millrace runs pipeline {service.Pipeline.Definition.Name}. See /api/v1/pipeline, /api/v1/shards, /api/v1/results, /api/v1/events, /api/v1/sensors/KEY, /health/ready; POST readings to /api/v1/readings.\n"));
        routes.MapPost("/api/v1/readings", new ReadingsEndpoint(service).HandleAsync);
        routes.MapGet("/api/v1/sensors/{**key}", new SensorEndpoint(service).HandleAsync);
        routes.MapGet("/api/v1/shards", new ShardsEndpoint(service).HandleAsync);
        routes.MapGet("/api/v1/pipeline", new PipelineEndpoint(service).HandleAsync);
        routes.MapGet("/api/v1/results", new ResultsEndpoint(service).HandleAsync);
        routes.MapGet("/api/v1/events", new EventsEndpoint(service).HandleAsync);
        routes.MapPost("/api/v1/checkpoint", new CheckpointEndpoint(service).HandleAsync);
        routes.MapGet("/health/live", HealthEndpoints.LiveAsync);
        routes.MapGet("/health/ready", health.ReadyAsync);
        routes.Map("/{**path}", UnknownAsync);
    }

    private static Task UnknownAsync(HttpContext http) =>
        Problem.WriteAsync(http, 404, "Nothing here", $"There is no {http.Request.Method} {http.Request.Path}; GET / lists what there is.");

    /// <summary>The supervisor of requests: a fault in one is logged and answered, and harms no other.</summary>
    private static async Task GuardAsync(HttpContext http, RequestDelegate next, ServiceLog log)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Exception fault)
        {
            log.Write(Graphs.Live.LiveEventLevel.Error, "requestFailed", ("path", http.Request.Path.ToString()), ("text", fault.ToString()));
            if (!http.Response.HasStarted)
                await Problem.WriteAsync(http, 500, "A fault in the service", "The request ran into a fault of the program; the service's log has the details. Please report it.");
            else
                http.Abort();
        }
    }

    /// <summary>Signals are the program's, not the web server's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
