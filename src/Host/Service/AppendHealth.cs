using Millrace.Graphs.Live;

namespace Millrace.Host.Service;

/// <summary>Whether readings can be written to the log, as the requests find out. Any thread.</summary>
internal sealed class AppendHealth(ServiceLog log, TimeProvider clock)
{
    /// <summary>How long a failure is told when no request comes after it: a balancer may send none to a service that is not ready.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private string problem = "";
    private long last;

    /// <summary>Why the last write failed; null when it did not, or that is long ago.</summary>
    public string? Problem
    {
        get
        {
            lock (gate)
                return problem.Length > 0 && clock.GetElapsedTime(last) < Told ? problem : null;
        }
    }

    public void Failed(string message)
    {
        bool isNew;
        lock (gate)
        {
            isNew = problem.Length == 0;
            (problem, last) = (message, clock.GetTimestamp());
        }

        if (isNew)
            log.Write(LiveEventLevel.Error, "logNotWritten", ("text", $"{message}; requests are answered 503 until it can be written again, which is tried with each"));
    }

    public void Succeeded()
    {
        lock (gate)
        {
            if (problem.Length == 0)
                return;
            problem = "";
        }

        log.Write(LiveEventLevel.Information, "logWritten", ("text", "readings are written to the log again"));
    }
}
