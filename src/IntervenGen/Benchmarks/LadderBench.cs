using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>Measures every rung of the <see cref="Ladder"/> on one worker.</summary>
internal static class LadderBench
{
    public static JsonObject Run(
        Workspace workspace, RunMonitor monitor, ulong seed, PhysicsBenchSizes sizes, RecurrentPolicy policy, string folder,
        CancellationToken cancellation)
    {
        LadderRung[] rungs = Enum.GetValues<LadderRung>();
        var times = new BenchTimes[rungs.Length];
        long allocated = 0;
        int pieces = 0;
        workspace.Batch.Dispatch((worker, lanes) =>
        {
            if (worker > 0)
                return;
            var walk = new PhysicsWalk(lanes, sizes);
            monitor.Say($"  recording {sizes.Steps} control steps of {lanes.Count} lanes");
            walk.Record(workspace.Entry, seed, 0);
            using var ladder = new Ladder(walk, policy, Path.Combine(folder, "ladder.igen"));
            pieces = walk.Blocks * walk.Slices * walk.Slice;
            for (int rung = 0; rung < rungs.Length; rung++)
                times[rung] = new BenchTimes(pieces, sizes.Rounds);
            var slice = new long[walk.Slice];
            for (int round = 0; round < sizes.Rounds && !cancellation.IsCancellationRequested; round++)
            {
                monitor.Say($"  round {round + 1} of {sizes.Rounds}");
                for (int place = 0; place < walk.Blocks * walk.Slices; place++)
                {
                    // Another rung goes first each time: whoever does may find colder caches.
                    for (int turn = 0; turn < rungs.Length; turn++)
                    {
                        int rung = (turn + place + round) % rungs.Length;
                        ladder.Run(rungs[rung], place / walk.Slices, place % walk.Slices, slice);
                        for (int step = 0; step < walk.Slice; step++)
                            times[rung][round, (place * walk.Slice) + step] = slice[step];
                    }
                }
            }

            allocated = ladder.Allocated;
        });
        cancellation.ThrowIfCancellationRequested();
        return Describe(workspace, sizes, policy, rungs, times, allocated, pieces);
    }

    private static JsonObject Describe(
        Workspace workspace, PhysicsBenchSizes sizes, RecurrentPolicy policy, LadderRung[] rungs, BenchTimes[] times, long allocated,
        int pieces)
    {
        double steps = (double)sizes.Steps * workspace.Batch.LaneCount / workspace.Batch.WorkerCount;
        double raw = times[0].MedianSeconds(), below = 0;
        var ladder = new JsonObject();
        var json = new JsonObject { ["task"] = workspace.Spec.Name };
        foreach (LadderRung rung in rungs)
        {
            double seconds = times[(int)rung].MedianSeconds();
            string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(rung.ToString());
            json[$"{name}_steps_per_s"] = Math.Round(steps / seconds, 1);
            ladder[name] = new JsonObject
            {
                ["us_per_step"] = Math.Round(seconds / steps * 1e6, 2),
                ["adds_us"] = Math.Round((seconds - below) / steps * 1e6, 2),
                ["of_raw"] = Math.Round(raw / seconds, 4),
            };
            below = seconds;
        }

        json["ladder"] = ladder;
        json["alloc_bytes_per_step"] = (double)allocated / ((rungs.Length - 1) * steps * sizes.Rounds);
        json["hidden"] = policy.Checkpoint.Config.Hidden;
        json["lanes"] = workspace.Batch.LaneCount;
        json["workers"] = 1;
        json["pinned"] = workspace.Batch.IsPinned;
        json["rounds"] = sizes.Rounds;
        json["pieces"] = pieces;
        json["mujoco"] = MuJoCoLibrary.Version;
        json["machine"] = BenchMachine.Describe();
        return json;
    }
}
