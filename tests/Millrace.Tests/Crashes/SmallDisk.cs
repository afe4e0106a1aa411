using System.Diagnostics;
using System.Globalization;

namespace Millrace.Tests.Crashes;

/// <summary>A small file system in memory, to be filled; only root may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Root = path;

    public string Root { get; }

    private string Balloon => System.IO.Path.Combine(Root, "balloon");

    /// <summary>Mounts one, or skips the test and says why.</summary>
    public static SmallDisk Mount(string folder, int mebibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "not run: only root on Linux can mount a small disk to fill");
        Directory.CreateDirectory(folder);
        var mounted = Do("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m"), "tmpfs", folder);
        Assert.SkipUnless(mounted, "not run: a file system in memory cannot be mounted here");
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var balloon = new FileStream(Balloon, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var bytes in (int[])[65536, 4096, 1])
        {
            var block = new byte[bytes];
            try
            {
                while (true)
                    balloon.Write(block);
            }
            catch (IOException)
            {
                // Full, at this grain.
            }
        }
    }

    public void MakeRoom() => File.Delete(Balloon);

    public void ReadOnly() => Assert.True(Do("mount", "-o", "remount,ro", Root));

    public void Dispose() => Do("umount", "-l", Root);

    private static bool Do(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
