using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>What a robot that asks for help cost the operator, over all attempts of a dataset whose steps are stored.</summary>
/// <param name="Interventions">How often the operator took the robot.</param>
/// <param name="ContextSwitches">How often the robot changed hands, both ways; the end of an attempt is no change.</param>
/// <param name="OperatorMinutes">Time for which the operator drove, minutes.</param>
public sealed record GateCounts(int Interventions, int ContextSwitches, double OperatorMinutes)
{
    /// <summary>Counts the steps of a dataset by who chose their actions.</summary>
    internal static GateCounts Of(EpisodeStore store)
    {
        int interventions = 0, switches = 0;
        long driven = 0;
        for (int episode = 0; episode < store.Count; episode++)
        {
            EpisodeBuffer steps = store.Read(episode);
            bool wasOperators = false;
            for (int step = 0; step < steps.Count; step++)
            {
                bool isOperators = steps.Mode(step) == StepMode.Human;
                driven += isOperators ? 1 : 0;
                interventions += isOperators && !wasOperators ? 1 : 0;
                switches += isOperators != wasOperators ? 1 : 0;
                wasOperators = isOperators;
            }
        }

        return new GateCounts(interventions, switches, driven * store.Manifest.ControlPeriod / 60);
    }

    /// <summary>Interventions, context switches and minutes, in words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Interventions} interventions, {ContextSwitches} context switches, {OperatorMinutes:0.00} min driven");

    internal void AddTo(JsonObject json)
    {
        json["interventions"] = Interventions;
        json["context_switches"] = ContextSwitches;
        json["operator_minutes"] = Math.Round(OperatorMinutes, 3);
    }
}
