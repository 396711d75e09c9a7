using System.Text.Json.Nodes;

namespace IntervenGen.Experiments.Tests;

/// <summary>What cells show besides success.</summary>
public sealed class MeasureTests
{
    [Fact]
    public void A_number_is_averaged_in_its_unit()
    {
        var minutes = new NumberMeasure("seconds", "min", 1.0 / 60);
        Assert.Equal("1.5 min", minutes.Words(minutes.Of([Facts(("seconds", 60)), Facts(("seconds", 120))])));
    }

    [Fact]
    public void A_fact_that_a_recipe_does_not_have_is_none() =>
        Assert.Equal("none", new NumberMeasure("delay", "steps").Words(new NumberMeasure("delay", "steps").Of([Facts(("other", 1))])));

    [Fact]
    public void Kept_attempts_are_added_up() =>
        Assert.Equal(0.6, Measure.Kept.Of([Facts(("episodes", 10), ("attempts", 10)), Facts(("episodes", 50), ("attempts", 90))]).Rate, 12);

    private static JsonObject Facts(params (string Name, int Value)[] facts) =>
        new(facts.Select(fact => KeyValuePair.Create(fact.Name, (JsonNode?)fact.Value)));
}
