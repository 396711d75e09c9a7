using System.Reflection;

namespace IntervenGen.Core.Tests;

public sealed class EpisodeLayoutTests
{
    [Fact]
    public void One_layout_has_its_literal_offsets()
    {
        var layout = new EpisodeLayout(stateSize: 60, objectCount: 2, observationSize: 30, actionSize: 7);
        Assert.Equal(1, EpisodeLayout.Version);
        Assert.Equal(0, layout.StateOffset);
        Assert.Equal(480, layout.EefOffset);
        Assert.Equal(536, layout.TargetOffset);
        Assert.Equal(592, layout.TrueOffset);
        Assert.Equal(704, layout.BelievedOffset);
        Assert.Equal(816, layout.ContactPositionOffset);
        Assert.Equal(840, layout.ObservationOffset);
        Assert.Equal(960, layout.ActionOffset);
        Assert.Equal(988, layout.FingersOffset);
        Assert.Equal(996, layout.ModeOffset);
        Assert.Equal(997, layout.SubtaskOffset);
        Assert.Equal(998, layout.FlagsOffset);
        Assert.Equal(1000, layout.Stride);
    }

    [Fact]
    public void In_every_layout_fields_are_aligned_and_do_not_overlap()
    {
        foreach (EpisodeLayout layout in Layouts())
        {
            int end = 0;
            foreach ((string name, int offset, int size, int alignment) in Fields(layout))
            {
                Assert.True(offset >= end, $"{name} starts at {offset}, before {end}");
                Assert.True(offset - end < 8, $"{name} leaves a hole");
                Assert.Equal(0, offset % alignment);
                end = offset + size;
            }

            Assert.True(layout.Stride >= end);
            Assert.InRange(layout.Stride - end, 0, 8);
            Assert.Equal(0, layout.Stride % 8);
        }
    }

    [Fact]
    public void No_offset_is_left_out_of_this_test()
    {
        int offsets = typeof(EpisodeLayout).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Count(property => property.Name.EndsWith("Offset", StringComparison.Ordinal));
        Assert.Equal(offsets, Fields(new EpisodeLayout(1, 1, 1, 1)).Count());
    }

    [Fact]
    public void Shapes_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeLayout(-1, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeLayout(1, -1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeLayout(1, 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeLayout(1, 1, 1, 0));
    }

    internal static IEnumerable<EpisodeLayout> Layouts()
    {
        for (int state = 0; state < 4; state++)
        {
            for (int objects = 0; objects < 3; objects++)
            {
                for (int observation = 1; observation < 6; observation++)
                {
                    for (int action = 1; action < 8; action++)
                        yield return new EpisodeLayout(state, objects, observation, action);
                }
            }
        }
    }

    private static IEnumerable<(string Name, int Offset, int Size, int Alignment)> Fields(EpisodeLayout layout) =>
    [
        ("state", layout.StateOffset, 8 * layout.StateSize, 8),
        ("eef", layout.EefOffset, 56, 8),
        ("target", layout.TargetOffset, 56, 8),
        ("true", layout.TrueOffset, 56 * layout.ObjectCount, 8),
        ("believed", layout.BelievedOffset, 56 * layout.ObjectCount, 8),
        ("contact", layout.ContactPositionOffset, 24, 8),
        ("observation", layout.ObservationOffset, 4 * layout.ObservationSize, 4),
        ("action", layout.ActionOffset, 4 * layout.ActionSize, 4),
        ("fingers", layout.FingersOffset, 8, 4),
        ("mode", layout.ModeOffset, 1, 1),
        ("subtask", layout.SubtaskOffset, 1, 1),
        ("flags", layout.FlagsOffset, 1, 1),
    ];
}
