using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Millrace.Tests.Crashes;

/// <summary>The built program in a process of its own, on a free port of the loopback.</summary>
internal sealed partial class MillraceProcess : IDisposable
{
    private static readonly string Muxer = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder log = new();
    private volatile Uri? url;

    private MillraceProcess(IReadOnlyList<(string Name, string Value)> options, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Muxer) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "millrace.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in options)
            start.Environment[$"MILLRACE_{name}"] = value;
        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Where it listens; null until it does, and when it has ended.</summary>
    public Uri? Url => process.HasExited ? null : url;

    public bool HasEnded => process.HasExited;

    /// <summary>What it has written.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>What it keeps in memory, bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts the service.</summary>
    /// <param name="data">Its folder.</param>
    /// <param name="pipeline">The pipeline's file.</param>
    /// <param name="options">Its options, as the environment names them: <c>CHECKPOINTS__INTERVAL</c>.</param>
    public static MillraceProcess Run(string data, string pipeline, params (string Name, string Value)[] options) =>
        new(options, ["run", "--pipeline", pipeline, "--data", data, "--urls", "http://127.0.0.1:0", "--config", Configuration()]);

    /// <summary>Starts any other command.</summary>
    public static MillraceProcess Command(params string[] arguments) => new([], arguments);

    /// <summary>The same, once it takes readings.</summary>
    public async Task<MillraceProcess> ListeningAsync()
    {
        await UntilAsync(() => url is not null || process.HasExited, "it does not listen");
        Assert.True(url is not null, Log);
        return this;
    }

    /// <summary>Ends it at once: SIGKILL.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to end: SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Its exit code, once it has ended and all that it wrote is in <see cref="Log"/>.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(url!, path));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public async Task<(int Status, JsonElement Json)> PostAsync(string path, string body = "")
    {
        using var response = await Client.PostAsync(new Uri(url!, path), new StringContent(body));
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>Asks until the answer is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted)
    {
        var last = default(JsonElement);
        await UntilAsync(() => process.HasExited || wanted(last = GetAsync(path).GetAwaiter().GetResult()), () => $"{path} is still {last}");
        Assert.False(process.HasExited, Log);
        return last;
    }

    /// <summary>Waits until everything is taken in, committed and delivered.</summary>
    public async Task SettledAsync()
    {
        await UntilAsync("/api/v1/shards", json => json.GetProperty("partitions").EnumerateArray().All(one => one.GetProperty("offset").GetInt64() == one.GetProperty("endOffset").GetInt64()));
        Assert.Equal(200, (await PostAsync("/api/v1/checkpoint")).Status);
        await UntilAsync("/api/v1/shards", json => json.GetProperty("sinks").EnumerateArray().All(one => one.GetProperty("backlogRecords").GetInt64() == 0));
    }

    public Task UntilAsync(Func<bool> wanted, string otherwise) => UntilAsync(wanted, () => otherwise);

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }

    private async Task UntilAsync(Func<bool> wanted, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!wanted())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"{otherwise()} after {Patience.TotalSeconds} s\n{Log}");
            await Task.Delay(20);
        }
    }

    /// <summary>An empty one: the tests are not to depend on what lies in the working folder.</summary>
    private static string Configuration()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "no-options.json");
        if (!File.Exists(path))
            File.WriteAllText(path, "{}");
        return path;
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (log)
            log.AppendLine(line);
        if (url is null && Listening().Match(line) is { Success: true } match)
            url = new Uri(match.Groups[1].Value);
    }

    [GeneratedRegex(@"listening url=(\S+)")]
    private static partial Regex Listening();
}
