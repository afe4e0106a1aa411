using System.CommandLine;
using Millrace.Host.Output;
namespace Millrace.Host.Commands;
internal static class DemoCommand { public static (Command, string) Create(Terminal t, CancellationToken c) => (new Command("demo", "x"), "x"); }
