using System.Globalization;
using Millrace.Messages;

namespace Millrace.Host.Configuration;

/// <summary>How values of an option are written, in JSON and as text. Immutable.</summary>
/// <param name="Name">The form in one word.</param>
/// <param name="Mend">How a value should look, for who wrote it otherwise.</param>
/// <param name="IsBare">Whether JSON has the value without quotes.</param>
public sealed record OptionForm(string Name, string Mend, bool IsBare = false)
{
    private static readonly OptionForm Sizes = new("size", "write a size such as 64KiB, 128MiB or 1GiB");
    private static readonly OptionForm Durations = new("duration", "write a duration such as 250ms, 10s, 5m, 8h or 1d");
    private static readonly OptionForm Counts = new("number", "write a whole number", IsBare: true);
    private static readonly OptionForm Flags = new("flag", "write true or false", IsBare: true);
    private static readonly OptionForm Texts = new("text", "write a text");

    internal static ServiceOption Size(string path, long least, long most, string meaning, Func<ServiceOptions, long?> get, Func<ServiceOptions, long?, ServiceOptions> set, bool canBeNone = false) =>
        new(path, Sizes, $"{SizeText.Format(least)} to {SizeText.Format(most)}" + OrNone(canBeNone), meaning,
            options => get(options) is { } bytes ? SizeText.Format(bytes) : null,
            (options, text) => text is null ? canBeNone ? set(options, null) : null
                : SizeText.TryParse(text, out var bytes) && bytes >= least && bytes <= most ? set(options, bytes) : null);

    internal static ServiceOption Duration(string path, TimeSpan least, TimeSpan most, string meaning, Func<ServiceOptions, TimeSpan?> get, Func<ServiceOptions, TimeSpan?, ServiceOptions> set, bool canBeNone = false) =>
        new(path, Durations, $"{DurationText.Format(least)} to {DurationText.Format(most)}" + OrNone(canBeNone), meaning,
            options => get(options) is { } duration ? DurationText.Format(duration) : null,
            (options, text) => text is null ? canBeNone ? set(options, null) : null
                : DurationText.TryParse(text, out var duration, out _) && duration >= least && duration <= most ? set(options, duration) : null);

    internal static ServiceOption Count(string path, int least, int most, string meaning, Func<ServiceOptions, int> get, Func<ServiceOptions, int, ServiceOptions> set) =>
        new(path, Counts, string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"), meaning,
            options => get(options).ToString(CultureInfo.InvariantCulture),
            (options, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most ? set(options, count) : null);

    internal static ServiceOption Flag(string path, string meaning, Func<ServiceOptions, bool> get, Func<ServiceOptions, bool, ServiceOptions> set) =>
        new(path, Flags, "true or false", meaning,
            options => get(options) ? "true" : "false",
            (options, text) => bool.TryParse(text, out var flag) ? set(options, flag) : null);

    internal static ServiceOption Text(string path, string bound, string meaning, Func<ServiceOptions, string?> get, Func<ServiceOptions, string?, ServiceOptions?> set) =>
        new(path, Texts, bound, meaning, get, set);

    internal static ServiceOption Choice<T>(string path, string meaning, Func<ServiceOptions, T> get, Func<ServiceOptions, T, ServiceOptions> set, params (string Word, T Value)[] choices)
        where T : struct, Enum
    {
        var words = string.Join(", ", choices.Select(choice => choice.Word));
        return new ServiceOption(path, new OptionForm("choice", $"write one of {words}"), words, meaning,
            options => choices.First(choice => choice.Value.Equals(get(options))).Word,
            (options, text) => choices.Where(choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase)).Select(choice => set(options, choice.Value)).FirstOrDefault());
    }

    private static string OrNone(bool canBeNone) => canBeNone ? ", or null" : "";
}
