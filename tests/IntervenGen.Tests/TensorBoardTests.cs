using IntervenGen.Learning;

namespace IntervenGen.Tests;

/// <summary>What a training leaves for TensorBoard, read back.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-board-").FullName;
    private readonly Workspace _workspace = Workspace.Open(new WorkspaceOptions { Task = "nut-insertion", Lanes = 2, Workers = 1 });

    public TensorBoardTests() => _workspace.CollectDemonstrations(new CollectRequest { Out = At("demos.igen"), Episodes = 3 });

    public void Dispose()
    {
        _workspace.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_training_shows_losses_speed_and_rollouts()
    {
        _workspace.Train(Request("a.ckpt", steps: 100, trials: 2));
        ReadEvent[] events = [.. EventReader.Read(Assert.Single(Directory.GetFiles(At("board"))))];
        Assert.Equal([50, 75, 100], Steps(events, "loss/training"));
        Assert.Equal([50, 75, 100], Steps(events, "gradient_steps_per_second"));
        Assert.Equal([50, 75, 100], Steps(events, "rollouts/success"));
        Assert.Equal([50, 75, 100], Steps(events, "loss/validation"));
        foreach (long step in Steps(events, "rollouts/success"))
        {
            float low = Value("rollouts/success_low", step), rate = Value("rollouts/success", step), high = Value("rollouts/success_high", step);
            Assert.True(low <= rate && rate <= high && high - low is > 0 and < 1, $"{low} {rate} {high}");
        }

        // Where there is a display; elsewhere a note.
        foreach (ReadEvent picture in events.Where(one => one.Picture is not null))
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture.Picture![..4]);

        float Value(string tag, long step) => Assert.Single(events, one => one.Tag == tag && one.Step == step).Value;
    }

    [Fact]
    public void A_resumed_training_repeats_no_point_once_the_old_ones_are_dropped()
    {
        using (var stop = new CancellationTokenSource())
        {
            var progress = new Stopping(stop);
            Assert.Throws<OperationCanceledException>(() => _workspace.Train(Request("b.ckpt", steps: 300, trials: 0), progress, stop.Token));
        }

        _workspace.Train(Request("b.ckpt", steps: 300, trials: 0));
        string[] files = [.. Directory.GetFiles(At("board")).OrderBy(file => EventReader.Read(file)[1].Step)];
        Assert.Equal(2, files.Length);
        IReadOnlyList<ReadEvent> first = EventReader.Read(files[0]), second = EventReader.Read(files[1]);
        long start = Assert.Single(second, one => one.IsStart).Step;
        Assert.InRange(start, 2, 300);
        // As TensorBoard does: what an earlier file has from there on is gone.
        IEnumerable<ReadEvent> shown = first.Where(one => one.Step < start).Concat(second);
        Assert.Equal([50, 100, 150, 200, 250, 300], Steps(shown, "loss/training"));
    }

    [Fact]
    public void A_training_that_is_complete_adds_nothing()
    {
        _workspace.Train(Request("c.ckpt", steps: 50, trials: 0));
        _workspace.Train(Request("c.ckpt", steps: 50, trials: 0));
        Assert.Single(Directory.GetFiles(At("board")));
    }

    private TrainRequest Request(string name, int steps, int trials) => new()
    {
        Out = At(name),
        Data = [new TrainingInput(At("demos.igen"))],
        Config = PolicyConfig.Demo with { GradientSteps = steps, Hidden = 8 },
        Selection = new CheckpointSelection(trials, 3, Corrupted: true),
        ValidFraction = trials > 0 ? 0.34 : 0,
        TensorBoard = At("board"),
    };

    private string At(string name) => Path.Combine(_folder, name);

    private static long[] Steps(IEnumerable<ReadEvent> events, string tag) => [.. events.Where(one => one.Tag == tag).Select(one => one.Step)];

    // Stops a training between two reports of it.
    private sealed class Stopping(CancellationTokenSource stop) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value is { Kind: RunProgressKind.Step, Done: >= 150 })
                stop.Cancel();
        }
    }
}
