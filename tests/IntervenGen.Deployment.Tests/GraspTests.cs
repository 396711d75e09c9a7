using IntervenGen.Core;
using IntervenGen.Tasks.BlockGrasp;
using Xunit.Abstractions;

namespace IntervenGen.Deployment.Tests;

public sealed class GraspTests(ITestOutputHelper output)
{
    [Fact]
    public void A_trained_policy_grasps_and_lifts_with_wrong_beliefs()
    {
        using var bench = new Bench();
        bench.Trial.Configure();
        int good = 0;
        for (int i = 0; i < 10; i++)
        {
            var key = new EpisodeKey(5, SceneSplit.Evaluation, i, Corrupted: true);
            bench.Trial.LetGo();
            bench.Trial.GoHome(default);
            bench.Server.Invoke(world => world.PlaceCube(BlockGraspTask.SamplePlace(key)));
            TrialResult result = bench.Trial.Run(key, default);
            output.WriteLine(result.ToString());
            good += result.IsTrulySuccessful == true ? 1 : 0;
        }

        output.WriteLine($"{good}");
        Assert.InRange(good, 9, 10);
    }
}
