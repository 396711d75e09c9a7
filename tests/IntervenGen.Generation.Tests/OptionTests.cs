using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

public sealed class OptionTests
{
    public static TheoryData<string, double, double, string> Ranges => new()
    {
        { nameof(GenerationOptions.ActionNoise), 0, 1, "between 0 and 1" },
        { nameof(GenerationOptions.InterpolationStep), 0.0005, 0.5, "between 0.0005 and 0.5 m" },
        { nameof(GenerationOptions.InterpolationTurn), 0.005, 3.2, "between 0.005 and 3.2 rad" },
        { nameof(GenerationOptions.InterpolationMinimum), 1, 10_000, "between 1 and 10000 steps" },
        { nameof(GenerationOptions.InterpolationLift), 0, 0.5, "between 0 and 0.5 m" },
        { nameof(GenerationOptions.PolicyHorizon), 1, 10_000, "between 1 and 10000 steps" },
        { nameof(GenerationOptions.ReactionLimit), 0, 10_000, "between 0 and 10000 steps" },
        { nameof(GenerationOptions.Patience), 0, 9_999, "between 0 and 10000 steps" },
        { nameof(GenerationOptions.SettleSteps), 0, 10_000, "between 0 and 10000 steps" },
        { nameof(GenerationOptions.MissChance), 0, 1, "between 0 and 1" },
        { nameof(GenerationOptions.SelectionNeighbours), 0, 1000, "between 0 and 1000" },
        { nameof(GenerationOptions.PushLimit), 0, 1, "between 0 and 1 m" },
        { nameof(GenerationOptions.RecoveryLimit), 1, 100, "between 1 and 100" },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void An_option_may_have_either_end_of_its_range(string name, double min, double max, string words)
    {
        Assert.NotEmpty(words);
        With(name, min).Validated();
        With(name, max).Validated();
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void An_option_beyond_its_range_is_refused_by_name_with_range_and_unit(string name, double min, double max, string words)
    {
        double beyond = name == nameof(GenerationOptions.Patience) ? max + 2 : max * 1.01;
        foreach (double value in new[] { min - 1, beyond })
        {
            string message = Assert.Throws<UsageException>(With(name, value).Validated).Message;
            Assert.StartsWith($"{name} is ", message, StringComparison.Ordinal);
            Assert.EndsWith($"it must be {words}", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(nameof(GenerationOptions.ActionNoise))]
    [InlineData(nameof(GenerationOptions.InterpolationStep))]
    [InlineData(nameof(GenerationOptions.InterpolationTurn))]
    [InlineData(nameof(GenerationOptions.InterpolationLift))]
    public void An_option_that_is_no_number_is_refused(string name) =>
        Assert.Throws<UsageException>(With(name, double.NaN).Validated);

    [Fact]
    public void Every_numeric_option_has_a_range() => Assert.Equal(
        typeof(GenerationOptions).GetProperties().Where(property => property.PropertyType is { IsPrimitive: true, Name: not "Boolean" })
            .Select(property => property.Name).Order(),
        Ranges.Select(row => (string)row[0]).Order());

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Interventions_are_planned_unless_it_is_said(bool? said, bool isPlanned) =>
        Assert.Equal(isPlanned, new GenerationOptions { PlansTransit = said }.ForInterventions().PlansTransit);

    [Fact]
    public void The_defaults_serialise_to_the_fingerprint_of_what_was_made_before() => Assert.Equal(
        """
        {"Selection":0,"ActionNoise":0.05,"InterpolationStep":0.008,"InterpolationTurn":0.08,"InterpolationMinimum":5,
        "InterpolationLift":0.02,"PolicyHorizon":200,"ReactionLimit":8,"RecoveryLimit":2,"ReturnToEarlierSubtasks":false}
        """.Replace("\n", "", StringComparison.Ordinal),
        JsonSerializer.Serialize(new GenerationOptions()));

    // A horizon that leaves room for every patience.
    private static GenerationOptions With(string name, double value)
    {
        var options = new GenerationOptions { PolicyHorizon = GenerationOptions.MaxSteps };
        System.Reflection.PropertyInfo property = typeof(GenerationOptions).GetProperty(name)!;
        property.SetValue(options, property.PropertyType == typeof(int) ? (object)(int)Math.Ceiling(value) : value);
        return options;
    }
}
