namespace IntervenGen.Core.Tests;

public sealed class DatasetKindTests
{
    [Fact]
    public void Every_kind_is_found_by_its_name()
    {
        foreach (DatasetKind kind in Enum.GetValues<DatasetKind>())
        {
            Assert.True(DatasetKinds.TryParse(kind.Name(), out DatasetKind found));
            Assert.Equal(kind, found);
        }
    }

    [Fact]
    public void Names_are_those_that_stand_in_stored_manifests() => Assert.Equal(
        ["demonstrations", "interventions", "generated demonstrations", "generated interventions", "rollouts", "benchmark"],
        DatasetKinds.Names);

    [Fact]
    public void A_name_that_is_none_is_not_found() => Assert.False(DatasetKinds.TryParse("Interventions", out _));

    [Fact]
    public void Only_what_was_made_of_other_episodes_is_generated() => Assert.Equal(
        [DatasetKind.GeneratedDemonstrations, DatasetKind.GeneratedInterventions],
        Enum.GetValues<DatasetKind>().Where(kind => kind.IsGenerated()));
}
