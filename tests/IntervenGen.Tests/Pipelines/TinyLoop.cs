using IntervenGen.Experiments;
using IntervenGen.Learning;
using IntervenGen.Learning.Triggers;

namespace IntervenGen.Tests.Pipelines;

/// <summary>A small base policy with its data and a trigger, made once, that runs of tests begin with.</summary>
public sealed class TinyLoop : IDisposable
{
    private const int Episodes = 12, Sources = 2, Steps = 150, Hidden = 32;

    public TinyLoop()
    {
        using var workspace = Workspace.Open(new WorkspaceOptions { Task = "nut-insertion", Workers = 1 });
        workspace.CollectDemonstrations(new CollectRequest { Out = this["demonstrations.igen"], Episodes = Sources });
        workspace.GenerateDemonstrations(
            new GenerateRequest { Sources = [this["demonstrations.igen"]], Out = this["base.igen"], Episodes = Episodes });
        workspace.Train(new TrainRequest
        {
            Out = this["base.ckpt"],
            Data = [new TrainingInput(this["base.igen"])],
            Config = PolicyConfig.Demo with { Hidden = Hidden, GradientSteps = Steps },
            Selection = new CheckpointSelection(0, 1, Corrupted: false),
        });
        Workspace.FitTrigger(new TriggerFitRequest
        {
            Out = this["asking.trigger"],
            Data = [this["base.igen"]],
            Options = new TriggerFitOptions { Kind = LearnedTriggerKind.Distance },
        });
    }

    /// <summary>A path of one's own.</summary>
    public string this[string name] => Path.Combine(Root, name);

    private string Root { get; } = Directory.CreateTempSubdirectory("igen-tinyloop-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>A run of tiny sizes on the base policy.</summary>
    /// <param name="more">Further lines of its file.</param>
    internal RunSpec Spec(string more) => RunSpec.Parse(
        $$"""
        task: nut-insertion
        base: {policy: base.ckpt, data: base.igen}
        train: {steps: {{Steps}}, hidden: {{Hidden}}, selection_trials: 2, checkpoints: 1}
        evaluate: {trials: 2, true_beliefs: true}
        {{more}}
        """,
        this["run.yaml"]);

    /// <summary>Carries a run out in a folder of its own.</summary>
    internal PipelineResult Run(RunSpec spec, string folder) => PipelineRun.Make(
        RunPlan.Of(spec), new PipelineRequest { Spec = spec, Out = this[folder], Jobs = 1, Workers = 1 }, RunMonitor.Silent,
        CancellationToken.None);

    /// <summary>What a run made of a stage.</summary>
    internal static Artifact Made(PipelineResult result, string stage) => result.Artifacts[result.Plan.Find(stage).Recipe];
}

/// <summary>The tests that share a <see cref="TinyLoop"/>.</summary>
[CollectionDefinition(Name)]
public sealed class TinyLoopTests : ICollectionFixture<TinyLoop>
{
    public const string Name = "tiny loop";
}
