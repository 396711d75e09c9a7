using System.CommandLine;
using System.Globalization;
using IntervenGen.Cli.Commands;
using IntervenGen.Cli.Parsing;

namespace IntervenGen.Cli.Tests;

/// <summary>Numbers of a command line, on every option that there is.</summary>
public sealed class NumberFormTests
{
    // The tree had 110 when this was written; that the walk finds them is what the other tests stand on.
    private const int MinNumbers = 90;

    private static readonly Command s_igen = CommandTree.Create();

    [Theory]
    [InlineData("0,5")]
    [InlineData("1,000")]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("5s")]
    [InlineData("(5)")]
    [InlineData("٥")]
    public void No_option_takes_a_number_of_another_form(string text) => Assert.All(
        Numbers(),
        number => Assert.StartsWith($"{number.Option.Name} is '{text}'; ", number.Complaint(text), StringComparison.Ordinal));

    [Fact]
    public void An_exponent_is_for_what_is_measured_and_not_for_what_is_counted() => Assert.All(Numbers(), number =>
    {
        string complaint = number.Complaint("1e3") ?? "", refusal = $"{number.Option.Name} is '1e3'; it must be a whole number";
        Assert.Equal(!IsReal(number.Option), complaint.StartsWith(refusal, StringComparison.Ordinal));
    });

    [Fact]
    public void A_decimal_comma_is_answered_with_the_right_form() =>
        Assert.Contains("--home-speed is '0,1'; write 0.1", Complaint("franka run --home-speed 0,1"), StringComparison.Ordinal);

    [Fact]
    public void White_space_around_a_number_is_answered_with_the_right_form() =>
        Assert.Contains("--lanes is ' 5'; write 5", Number.Of("collect demos", "--lanes").Complaint(" 5"), StringComparison.Ordinal);

    [Fact]
    public void Every_number_but_a_seed_has_bounds() => Assert.Empty(Numbers()
        .Where(number => number.Option.ValueType != typeof(ulong) && NumberForm.RangeOf(number.Option) is null)
        .Select(number => number.Name));

    [Fact]
    public void Every_default_is_within_its_bounds() => Assert.All(Numbers(), number =>
    {
        if (number.Option is not { HasDefaultValue: true, ValueType.IsArray: false })
            return;
        string text = Convert.ToString(number.Option.GetDefaultValue(), CultureInfo.InvariantCulture)!;
        Assert.False(number.Complaint(text)?.StartsWith(number.Option.Name, StringComparison.Ordinal) ?? false, $"{number.Name} {text}");
    });

    [Fact]
    public void No_name_of_a_choice_can_be_given_as_a_number()
    {
        Number[] choices = [.. Options().Where(option => option.Option.ValueType.IsEnum)];
        Assert.InRange(choices.Length, 10, 1000);
        Assert.All(choices, choice => Assert.Contains("; it must be one of ", choice.Complaint("1"), StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_users_language()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = german;
            Number speed = Number.Of("franka run", "--home-speed");
            ParseResult parsed = CommandTree.Parse(s_igen, [.. speed.Path, speed.Option.Name, "0.5"]);
            Assert.Equal(0.5, parsed.GetValue<double>("--home-speed"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("franka check", "--seconds", "0", "3601", "between 0.01 and 3600 s")]
    [InlineData("franka check", "--motion-seconds", "0.1", "601", "between 0.2 and 600 s")]
    [InlineData("franka check", "--max-lost", "-1", "101", "between 0 and 100 %")]
    [InlineData("franka check", "--min-success", "-0.1", "1.1", "between 0 and 1")]
    [InlineData("franka check", "--port", "0", "65536", "between 1 and 65535")]
    [InlineData("franka state", "--port", "-1", "70000", "between 1 and 65535")]
    [InlineData("franka gripper move", "--gripper-port", "0", "65536", "between 1 and 65535")]
    [InlineData("franka gripper move", "--width", "-0.01", "0.21", "between 0 and 0.2 m")]
    [InlineData("franka gripper move", "--speed", "0", "0.3", "between 0.001 and 0.2 m/s")]
    [InlineData("franka gripper grasp", "--width", "-0.01", "8", "between 0 and 0.2 m")]
    [InlineData("franka gripper grasp", "--speed", "-1", "1", "between 0.001 and 0.2 m/s")]
    [InlineData("franka gripper grasp", "--force", "0", "141", "between 0.1 and 140 N")]
    [InlineData("franka gripper grasp", "--tolerance", "-0.001", "0.2", "between 0 and 0.1 m")]
    [InlineData("franka run", "--home-speed", "0", "1.5", "between 0.05 and 1")]
    [InlineData("franka run", "--contact-force", "0.4", "45", "between 0.5 and 30 N")]
    [InlineData("franka run", "--trials", "0", null, "at least 1")]
    [InlineData("franka run", "--port", "0", "65536", "between 1 and 65535")]
    [InlineData("franka serve", "--port", "-1", "65536", "between 0 and 65535")]
    [InlineData("franka serve", "--camera-port", "-1", "65536", "between 0 and 65535")]
    [InlineData("franka serve", "--push-cube", "-1", "101", "between 0 and 100 N")]
    [InlineData("franka serve", "--push-hand", "-1", "101", "between 0 and 100 N")]
    [InlineData("franka bench", "--seconds", "0.4", "3601", "between 0.5 and 3600 s")]
    [InlineData("franka estimate", "--edge", "0.001", "1", "between 0.005 and 0.5 m")]
    [InlineData("franka estimate", "--frames", "0", "1001", "between 1 and 1000")]
    [InlineData("franka estimate", "--wait", "0", "601", "between 0.01 and 600 s")]
    [InlineData("franka see", "--distance", "0.2", "4", "between 0.3 and 3 m")]
    [InlineData("franka see", "--elevation", "4", "86", "between 5 and 85 degrees")]
    [InlineData("franka see", "--azimuth", "-361", "361", "between -360 and 360 degrees")]
    [InlineData("franka see", "--calibration-error", "-1", "11", "between 0 and 10 degrees")]
    [InlineData("franka see", "--colour-shift", "-21", "21", "between -20 and 20 pixels")]
    public void A_number_of_the_arm_beyond_its_range_is_refused_with_range_and_unit(
        string command, string option, string low, string? high, string range)
    {
        foreach (string? text in (string?[])[low, high])
        {
            if (text is not null)
            {
                string? complaint = Number.Of(command, option).Complaint(text);
                Assert.StartsWith($"{option} is {text}; it must be {range};", complaint, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("franka estimate --calibration none.json --camera 127.0.0.1:5,010")]
    [InlineData("franka estimate --calibration none.json --camera 127.0.0.1:+50")]
    [InlineData("franka estimate --calibration none.json --camera 127.0.0.1:0x10")]
    public void A_port_within_an_address_is_digits_alone(string command) =>
        Assert.Contains("must be HOST:PORT", Igen.Run(command.Split(' ')).Expect(2).Complaint(), StringComparison.Ordinal);

    [Fact]
    public void Negative_numbers_are_values() => Assert.Null(Complaint("render a.igen --out a.png --step -1"));

    private static bool IsReal(Option option) => option.ValueType == typeof(double) || option.ValueType == typeof(double?);

    private static string? Complaint(string command)
    {
        string[] words = command.Split(' ');
        return UsageErrors.Find(CommandTree.Parse(s_igen, words), words);
    }

    private static Number[] Numbers()
    {
        Number[] numbers = [.. Options().Where(number => NumberForm.IsNumber(number.Option.ValueType))];
        Assert.InRange(numbers.Length, MinNumbers, 10_000);
        return numbers;
    }

    private static IEnumerable<Number> Options() => Below(s_igen, []);

    private static IEnumerable<Number> Below(Command command, string[] path)
    {
        foreach (Option option in command.Options)
            yield return new Number(path, option);
        foreach (Number below in command.Subcommands.SelectMany(below => Below(below, [.. path, below.Name])))
            yield return below;
    }

    private sealed record Number(string[] Path, Option Option)
    {
        public string Name => $"igen {string.Join(' ', Path)} {Option.Name}";

        public static Number Of(string command, string option) =>
            Options().Single(number => string.Join(' ', number.Path) == command && number.Option.Name == option);

        /// <summary>What is said of the command line with this value, which lacks whatever else is needed.</summary>
        public string? Complaint(string text)
        {
            string[] words = [.. Path, Option.Name, text];
            return UsageErrors.Find(CommandTree.Parse(s_igen, words), words);
        }
    }
}
