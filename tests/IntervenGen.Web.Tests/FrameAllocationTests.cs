using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Web.Tests;

public sealed class FrameAllocationTests
{
    private const int WarmUp = 60, Measured = 200;

    [Fact]
    public void A_frame_for_two_pages_allocates_nothing_on_the_lanes_thread()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open();
        using var batch = new SimulatedBatch(task, 1, 1, SteppingMode.Fixed, 0);
        using var scene = new SimulatedScene(task, null, null);
        using var stop = new CancellationTokenSource();
        var desk = new TeleopDesk(
            new TeleopOptions
            {
                Task = TeleopTask.Demonstrations,
                Period = TimeSpan.FromMilliseconds(1),
                LostAfter = TimeSpan.FromHours(1),
                StillAfter = TimeSpan.FromHours(1),
            },
            task.Spec, scene, () => 0, stop.Token);
        PageFeed first = new(desk.FrameBytes), second = new(desk.FrameBytes);
        desk.Watch(first);
        desk.Watch(second);
        object driver = new();
        Assert.True(desk.TryAttach(driver));
        var person = new Meter(desk, () =>
        {
            Assert.True(TeleopMessage.TryParse("{\"type\":\"start\"}"u8.ToArray(), out TeleopMessage start, out _));
            desk.Receive(driver, start);
        }, stop);
        AttemptRun.Run(
            batch, null, () => new TeleopProgram(person, EpisodeKind.Demonstration, false), new EpisodeKey(1, SceneSplit.Source, 0, false),
            new RunLimits(1, 1, 1000), new MemorySink(), null, stop.Token);
        Assert.Equal(WarmUp + Measured, person.Frames);
        byte[] frame = new byte[desk.FrameBytes];
        Assert.True(first.TryTakeFrame(frame) && second.TryTakeFrame(frame));
        Assert.Equal(0, person.Bytes);
    }

    /// <summary>Counts what one look of the desk allocates; presses start from another thread when the desk waits for it.</summary>
    private sealed class Meter(TeleopDesk desk, Action start, CancellationTokenSource stop) : ITeleoperator
    {
        public int Frames { get; private set; }

        public long Bytes { get; private set; }

        public TeleopTurn Next(Attempt attempt)
        {
            if (Frames == 0)
            {
                Thread lane = Thread.CurrentThread;
                new Thread(() =>
                {
                    // Start counts for the episode that is shown: the desk waits for it once it has begun one.
                    SpinWait.SpinUntil(() => lane.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(20));
                    start();
                }).Start();
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            TeleopTurn wish = desk.Next(attempt);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (Frames >= WarmUp)
                Bytes += allocated;
            if (++Frames == WarmUp + Measured)
                stop.Cancel();
            return wish;
        }
    }
}
