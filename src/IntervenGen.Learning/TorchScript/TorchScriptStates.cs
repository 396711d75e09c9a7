using System.Text.RegularExpressions;
using IntervenGen.Core;
using IntervenGen.Learning.Models;

namespace IntervenGen.Learning.TorchScript;

/// <summary>Finds the sizes of a module's recurrent states.</summary>
internal static partial class TorchScriptStates
{
    // An LSTM has four gates: the rows of its weights are four times its units.
    private const int Gates = 4;

    /// <summary>The states, in the order of the arguments after the observation.</summary>
    /// <param name="module">The module.</param>
    /// <param name="said">What it says of itself; empty for nothing.</param>
    /// <param name="where">The module, for messages.</param>
    /// <exception cref="UsageException">They are not to be found, or disagree with the number of arguments.</exception>
    public static IReadOnlyList<ModelState> Find(TorchScriptModule module, IReadOnlyList<ModelState> said, string where)
    {
        int count = module.Inputs - 1;
        if (count < 0)
            throw new UsageException($"{where} cannot be used: its forward takes no observation");
        if (said.Count > 0 && said.Count != count)
            throw new UsageException($"{where} cannot be used: it says that it has {said.Count} states, its forward takes {count}");
        if (said.Count > 0 || count == 0)
            return said;
        ModelState[] found = count <= 2 ? FromWeights(module, count) : [];
        return found.Length > 0 && ModelOrigin.AreUsable(found) ? found : throw new UsageException(
            $"{where} cannot be used: its forward takes {count} states, whose sizes do not follow from one set of parameters " +
            $"weight_hh_l0, weight_hh_l1, …; say them in an extra file '{ModelOrigin.Key}': {{\"states\": [[layers, units], …]}}");
    }

    private static ModelState[] FromWeights(TorchScriptModule module, int count)
    {
        (string Name, long[] Shape)[] weights =
            [.. module.Parameters.Where(parameter => parameter.Shape.Length == 2 && Recurrent().IsMatch(parameter.Name))];
        // Of one network, in one direction, its layers alike.
        if (weights.Length == 0 || weights.Any(weight => weight.Name.EndsWith("_reverse", StringComparison.Ordinal))
            || weights.DistinctBy(weight => weight.Name[..weight.Name.LastIndexOf("weight_hh_l", StringComparison.Ordinal)]).Count() > 1
            || weights.Any(weight => !weight.Shape.SequenceEqual(weights[0].Shape)))
            return [];
        // The hidden state may be projected to fewer units than the cell has.
        (long rows, long columns) = (weights[0].Shape[0], weights[0].Shape[1]);
        long[] units = count == 1 ? [columns] : [columns, rows / Gates];
        return units.Any(one => one is < 1 or > int.MaxValue) ? [] : [.. units.Select(one => new ModelState(weights.Length, (int)one))];
    }

    [GeneratedRegex(@"(^|\.)weight_hh_l[0-9]+(_reverse)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Recurrent();
}
