using System.CommandLine.Parsing;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IntervenGen.Cli.Parsing;

/// <summary>The one form in which a number is taken from a command line, for every option and argument of every command.</summary>
/// <remarks>
/// An optional sign, digits, and for what is measured a '.' and an exponent; nothing else. The parser's own conversion takes
/// '4,5' for 45 (a thousands separator), and a number of an enum for its name: on an arm, ten times the force.
/// </remarks>
internal static partial class NumberForm
{
    private static readonly ConditionalWeakTable<Symbol, NumberRange> s_ranges = [];

    private static readonly MethodInfo s_byName =
        typeof(NumberForm).GetMethod(nameof(TakeByName), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Bounds an option's number, both ends included, with its unit in the message.</summary>
    public static Option<T> Within<T>(this Option<T> option, double min, double max, string unit = "")
    {
        s_ranges.AddOrUpdate(option, new NumberRange(min, max, unit));
        return option;
    }

    /// <summary>Bounds an option's number from below.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, double min, string unit = "") =>
        option.Within(min, double.PositiveInfinity, unit);

    /// <summary>What an option's number must be; null for one without bounds of its own.</summary>
    public static NumberRange? RangeOf(Symbol symbol) => s_ranges.TryGetValue(symbol, out NumberRange? range) ? range : null;

    /// <summary>Whether an option's value is a number, or several.</summary>
    public static bool IsNumber(Type type)
    {
        Type single = Single(type);
        return single == typeof(decimal) || (single.IsPrimitive && single != typeof(bool) && single != typeof(char));
    }

    /// <summary>Gives every number and every name of a command, and of those below it, its reader.</summary>
    public static void ApplyTo(Command command)
    {
        foreach (Option option in command.Options)
            Apply(option, option.ValueType);
        foreach (Argument argument in command.Arguments)
            Apply(argument, argument.ValueType);
        foreach (Command below in command.Subcommands)
            ApplyTo(below);
    }

    private static void Apply(Symbol symbol, Type type)
    {
        bool isKnown = TryApply<int>(symbol) || TryApply<long>(symbol) || TryApply<ulong>(symbol) || TryApply<double>(symbol);
        if (!isKnown && IsNumber(type))
            throw new NotSupportedException($"{symbol.Name} is a {type}; NumberForm has no reader for it yet");
        if (Single(type).IsEnum)
            s_byName.MakeGenericMethod(Single(type)).Invoke(null, [symbol]);
    }

    private static bool TryApply<T>(Symbol symbol)
        where T : struct, INumber<T>
    {
        switch (symbol)
        {
            case Option<T> one:
                one.CustomParser = result => Read<T>(symbol, result).FirstOrDefault();
                return true;
            case Option<T?> perhaps:
                perhaps.CustomParser = result => Read<T>(symbol, result) is [var first, ..] ? first : null;
                return true;
            case Option<T[]> many:
                many.CustomParser = result => Read<T>(symbol, result);
                return true;
            case Argument<T> one:
                one.CustomParser = result => Read<T>(symbol, result).FirstOrDefault();
                return true;
            case Argument<T?> perhaps:
                perhaps.CustomParser = result => Read<T>(symbol, result) is [var first, ..] ? first : null;
                return true;
            case Argument<T[]> many:
                many.CustomParser = result => Read<T>(symbol, result);
                return true;
            default:
                return false;
        }
    }

    private static T[] Read<T>(Symbol symbol, ArgumentResult result)
        where T : struct, INumber<T>
    {
        var numbers = new List<T>();
        foreach (Token token in result.Tokens)
        {
            if (Fault<T>(token.Value, RangeOf(symbol), out T number) is { } fault)
            {
                result.AddError($"{symbol.Name} is {fault}");
                return [];
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static string? Fault<T>(string text, NumberRange? range, out T number)
        where T : struct, INumber<T>
    {
        if (!TryRead(text, out number))
        {
            string quoted = $"'{text}'";
            return TryRead(Mended(text), out T meant) && (range is null || range.Holds(double.CreateChecked(meant)))
                ? $"{quoted}; write {Mended(text)}"
                : $"{quoted}; it must be {Kind<T>()}{range?.After}";
        }

        return range is null || range.Holds(double.CreateChecked(number)) ? null : $"{text}; it must be {range.Words}";
    }

    private static bool TryRead<T>(string text, out T number)
        where T : struct, INumber<T>
    {
        number = default;
        bool isWhole = typeof(T) != typeof(double);
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return (isWhole ? Whole() : Real()).IsMatch(text)
            && T.TryParse(text, isWhole ? NumberStyles.AllowLeadingSign : style, CultureInfo.InvariantCulture, out number)
            && T.IsFinite(number);
    }

    // What was probably meant: a decimal comma, thousands separators, white space around it. '1,000' may be either, and is left alone.
    private static string Mended(string text)
    {
        text = text.Trim();
        return Thousands().IsMatch(text) ? "" : text.Replace(',', '.');
    }

    private static string Kind<T>() =>
        typeof(T) == typeof(double) ? "a number (digits, with '.' before a fraction)"
        : typeof(T) == typeof(ulong) ? "a whole number, 0 or more"
        : "a whole number";

    private static void TakeByName<T>(Symbol symbol)
        where T : struct, Enum
    {
        string words = $"it must be one of {string.Join(", ", Enum.GetNames<T>())}";
        T? Find(ArgumentResult result)
        {
            string text = result.Tokens is [.., var last] ? last.Value : "";
            string? name = Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (name is not null)
                return Enum.Parse<T>(name);
            result.AddError($"{symbol.Name} is '{text}'; {words}");
            return null;
        }

        switch (symbol)
        {
            case Option<T> option:
                option.CustomParser = result => Find(result) ?? default;
                break;
            case Option<T?> perhaps:
                perhaps.CustomParser = Find;
                break;
            case Argument<T> argument:
                argument.CustomParser = result => Find(result) ?? default;
                break;
            default:
                throw new NotSupportedException($"{symbol.Name} is a {symbol.GetType()}; NumberForm has no reader for it yet");
        }
    }

    private static Type Single(Type type)
    {
        type = type.IsArray ? type.GetElementType()! : type;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    [GeneratedRegex(@"\A[+-]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Real();

    [GeneratedRegex(@"\A[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();
}

/// <summary>Bounds of a number, both included.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest; infinite for none.</param>
/// <param name="Unit">What it is counted in; empty for a plain number.</param>
internal sealed record NumberRange(double Min, double Max, string Unit)
{
    /// <summary>Describes the bounds, to follow "it must be".</summary>
    public string Words => double.IsPositiveInfinity(Max)
        ? string.Create(CultureInfo.InvariantCulture, $"at least {Min}{Suffix}")
        : string.Create(CultureInfo.InvariantCulture, $"between {Min} and {Max}{Suffix}");

    /// <summary>Describes the bounds, to follow "a number".</summary>
    public string After => double.IsPositiveInfinity(Max) ? $", {Words}" : $" {Words}";

    private string Suffix => Unit.Length > 0 ? $" {Unit}" : "";

    /// <summary>Whether a number is within them.</summary>
    public bool Holds(double value) => value >= Min && value <= Max;
}
