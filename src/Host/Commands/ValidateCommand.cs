using System.CommandLine;
using Millrace.Host.Output;
namespace Millrace.Host.Commands;
internal static class ValidateCommand { public static (Command, string) Create(Terminal t) => (new Command("validate", "x"), "x"); }
