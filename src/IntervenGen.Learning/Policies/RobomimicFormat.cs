using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.Robomimic;
using IntervenGen.Learning.TorchFiles;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Learning.Policies;

/// <summary>robomimic's checkpoints, <c>.pth</c>: behavioural cloning on numbers, with and without LSTM and mixture.</summary>
internal sealed class RobomimicFormat : IPolicyFormat
{
    public string Name => "robomimic";

    public bool Matches(string source)
    {
        if (source.EndsWith(".pth", StringComparison.OrdinalIgnoreCase) || source.EndsWith(".pt", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!File.Exists(source))
            return false;
        try
        {
            using SafeFileHandle file = RegularFile.Open(source);
            return TorchArchive.IsLikely(RegularFile.ReadStart(file, 4));
        }
        catch (Exception exception) when (exception is UsageException or IOException)
        {
            return false;
        }
    }

    public PolicyFacts Inspect(string source) => FactsOf(RobomimicCheckpoint.Load(source));

    public PolicyDescription Describe(string source)
    {
        RobomimicCheckpoint checkpoint = RobomimicCheckpoint.Load(source);
        RobomimicSettings settings = checkpoint.Settings;
        string recurrent = settings.IsRecurrent ? $", LSTM {settings.Layers} x {settings.Hidden}" : "";
        string hidden = settings.HiddenLayers.Count > 0 ? $", hidden layers {string.Join(", ", settings.HiddenLayers)}" : "";
        string modes = settings.Modes > 0 ? $", {settings.Modes} modes{(settings.LowNoise ? "" : " with their own deviations")}" : "";
        string environment = checkpoint.Controller.Environment;
        return new PolicyDescription(FactsOf(checkpoint))
        {
            Network = $"{settings.Name}{recurrent}{hidden}{modes}",
            Parameters = checkpoint.Weights.All.Sum(tensor => (long)tensor.Values.Length),
            Observations = checkpoint.Observations,
            ActionSize = checkpoint.ActionSize,
            ResetEvery = settings.IsRecurrent ? settings.Horizon : 0,
            NormalisesObservations = !checkpoint.Normalization.IsIdentity,
            ScalesActions = checkpoint.Action is not null,
            Training =
            [
                .. environment.Length > 0 ? [$"trained in environment {environment}"] : Array.Empty<string>(),
                .. checkpoint.Origin is { } origin ? [$"exported from the checkpoint with digest {origin.Digest}"] : Array.Empty<string>(),
            ],
        };
    }

    public LoadedPolicy Open(string source, TaskSpec spec, RecurrentPolicyOptions options)
    {
        RobomimicCheckpoint checkpoint = RobomimicCheckpoint.Load(source);
        return new LoadedPolicy(RobomimicPolicies.Create(checkpoint, spec, options), FactsOf(checkpoint));
    }

    private PolicyFacts FactsOf(RobomimicCheckpoint checkpoint) => new(
        Name, checkpoint.Digest, checkpoint.Origin?.Task, checkpoint.Origin?.LearnedFromInterventions ?? false,
        checkpoint.Origin?.Observability ?? "");
}
