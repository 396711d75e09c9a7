using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Generation;

namespace IntervenGen.Experiments;

/// <summary>What a cell shows of the results of its recipes.</summary>
public abstract record Measure
{
    /// <summary>The share of trials that succeeded.</summary>
    public static ShareMeasure Success { get; } = new("successes", "trials");

    /// <summary>The share of attempts that a collection or generation kept.</summary>
    public static ShareMeasure Kept { get; } = new("episodes", "attempts");
}

/// <summary>A share with its 95 % interval: two counts, added up over the cell's recipes.</summary>
/// <param name="Part">Name of the fact that counts what is meant.</param>
/// <param name="Whole">Name of the fact that counts everything.</param>
public sealed record ShareMeasure(string Part, string Whole) : Measure
{
    /// <summary>The share, of the facts of a cell's recipes.</summary>
    public SuccessInterval Of(IEnumerable<JsonObject> facts)
    {
        JsonObject[] all = [.. facts];
        static int Count(JsonObject fact, string name) => checked((int)fact[name]!.Deserialize<long>());
        return new SuccessInterval(all.Sum(fact => Count(fact, Part)), all.Sum(fact => Count(fact, Whole)));
    }
}

/// <summary>A number with a unit: a fact, averaged over the cell's recipes.</summary>
/// <param name="Fact">Name of the fact.</param>
/// <param name="Unit">The unit that is shown behind the number, such as <c>steps</c>; empty for none.</param>
/// <param name="Factor">By what the fact is multiplied for that unit.</param>
/// <param name="Digits">Digits after the point.</param>
public sealed record NumberMeasure(string Fact, string Unit, double Factor = 1, int Digits = 1) : Measure
{
    /// <summary>The number in the unit; null where a recipe has no such fact, for example because nothing ever fired.</summary>
    public double? Of(IEnumerable<JsonObject> facts)
    {
        // A count is a number too.
        double?[] numbers = [.. facts.Select(fact => fact[Fact]?.Deserialize<double>())];
        return numbers.Any(number => number is null) ? null : Factor * numbers.Average();
    }

    /// <summary>The number with its unit.</summary>
    public string Words(double? number) => number is { } value
        ? value.ToString($"F{Digits}", CultureInfo.InvariantCulture) + (Unit.Length > 0 ? " " + Unit : "")
        : "none";
}
