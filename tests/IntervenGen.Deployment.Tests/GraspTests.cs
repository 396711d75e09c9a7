using IntervenGen.Core;
using IntervenGen.Tasks.BlockGrasp;
using Xunit.Abstractions;

namespace IntervenGen.Deployment.Tests;

public sealed class GraspTests(ITestOutputHelper output)
{
    private const int Trials = 5;

    [Fact]
    public void A_trained_policy_grasps_and_lifts_with_wrong_beliefs()
    {
        using var bench = new Bench();
        bench.Trial.Configure();
        int good = 0;
        for (int i = 0; i < Trials; i++)
        {
            var key = new EpisodeKey(5, SceneSplit.Evaluation, i, Corrupted: true);
            bench.Trial.LetGo();
            bench.Trial.GoHome(default);
            bench.Server.Invoke(world => world.PlaceCube(BlockGraspScene.SamplePlace(key)));
            TrialResult result = bench.Trial.Run(key, default);
            output.WriteLine(result.ToString());
            Assert.Equal(result.IsSuccess, result.IsTrulySuccessful);
            good += result.IsTrulySuccessful == true ? 1 : 0;
        }

        Assert.InRange(good, Trials - 1, Trials);
    }
}
