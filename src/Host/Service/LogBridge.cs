using Microsoft.Extensions.Logging;
using Millrace.Graphs.Live;

namespace Millrace.Host.Service;

/// <summary>What the web server has to say, in the service's log.</summary>
internal sealed class LogBridge(ServiceLog log) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            log.Write(logLevel >= LogLevel.Error ? LiveEventLevel.Error : LiveEventLevel.Warning, "http", ("text", formatter(state, exception)), ("cause", exception?.Message ?? ""));
    }

    public void Dispose()
    {
    }
}
