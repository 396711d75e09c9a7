using IntervenGen.Interop.MuJoCo;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Simulation.Tests;

public sealed class PairContactTests
{
    [Fact]
    public void A_listed_pair_has_the_contact_its_two_geoms_would_have()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open();
        MjModel model = task.Model;
        int pair = PairOf(model, "left_pad", "nut_handle");

        Assert.Equal(4, model.Integers("pair_dim")[pair]);
        Assert.Equal([2, 2, 0.3, 0.1, 0.1], model.Doubles("pair_friction").Slice(5 * pair, 5).ToArray());
        Assert.Equal([0.015, 0.75], model.Doubles("pair_solref").Slice(2 * pair, 2).ToArray());
        double[] impedance = [0.949, 0.974, 0.001, 0.5, 2];
        for (int i = 0; i < impedance.Length; i++)
            Assert.Equal(impedance[i], model.Doubles("pair_solimp")[(5 * pair) + i], 1e-12);
    }

    [Fact]
    public void What_a_pair_says_itself_is_kept()
    {
        string xml = ModelSource.Read("nut-insertion.xml").Replace(
            "geom1=\"left_pad\" geom2=\"nut_handle\"", "geom1=\"left_pad\" geom2=\"nut_handle\" condim=\"3\"", StringComparison.Ordinal);
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open(new TaskOptions(MjcfSource.Given(xml, "given")));
        int pair = PairOf(task.Model, "left_pad", "nut_handle");
        Assert.Equal(3, task.Model.Integers("pair_dim")[pair]);
        Assert.Equal(2, task.Model.Doubles("pair_friction")[5 * pair]);
    }

    private static int PairOf(MjModel model, string first, string second)
    {
        int a = model.Id("geom", first), b = model.Id("geom", second);
        ReadOnlySpan<int> left = model.Integers("pair_geom1"), right = model.Integers("pair_geom2");
        for (int pair = 0; pair < left.Length; pair++)
        {
            if ((left[pair] == a && right[pair] == b) || (left[pair] == b && right[pair] == a))
                return pair;
        }

        throw new InvalidOperationException($"no pair {first}, {second}");
    }
}
