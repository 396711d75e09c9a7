using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Interop.Tests.MuJoCo;

/// <summary>A span that is too short never reaches native code.</summary>
public sealed class LengthTests : IDisposable
{
    private readonly MjModel _model = MjModel.FromXml(MuJoCoTests.Pendulum, "test");
    private readonly MjData _world;

    public LengthTests()
    {
        _world = new MjData(_model);
        _world.Step1();
    }

    public void Dispose()
    {
        _world.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void A_substep_needs_room_for_every_position() =>
        Assert.Equal("positions", Assert.Throws<ArgumentOutOfRangeException>(() => Advance(new double[7], new byte[3])).ParamName);

    [Fact]
    public void A_substep_needs_a_group_for_every_geom() =>
        Assert.Equal("geomGroups", Assert.Throws<ArgumentOutOfRangeException>(() => Advance(new double[8], new byte[2])).ParamName);

    [Fact]
    public void Contacts_need_a_group_for_every_geom() => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        var state = default(MjContactState);
        _world.AccumulateContacts(new byte[2], 0, ref state);
    });

    [Fact]
    public void A_group_above_seven_is_refused_when_it_touches()
    {
        _world.Doubles("qpos").Span[2] = 0.0995;
        _world.Step1();
        var exception = Assert.Throws<NativeException>(() => Advance(new double[8], [8, 2, 0]));
        Assert.Contains("group 8; 0 to 7 are possible", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_substep_has_not_moved_the_world()
    {
        Assert.ThrowsAny<ArgumentException>(() => Advance(new double[7], new byte[3]));
        Assert.Equal(0, _world.Doubles("time").Span[0]);
    }

    [Fact]
    public void The_inertia_needs_room_for_nv_squared() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.FullInertia(new double[48]));

    [Theory]
    [InlineData(20, 21)]
    [InlineData(21, 20)]
    public void The_jacobian_needs_room_for_three_rows_each(int linear, int angular) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.SiteJacobian(0, new double[linear], new double[angular]));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void The_jacobian_is_that_of_a_site_there_is(int site)
    {
        var exception = Assert.Throws<NativeException>(() => _world.SiteJacobian(site, new double[21], new double[21]));
        Assert.Contains($"site {site}; the model has 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_longer_than_any_is_refused() =>
        Assert.Throws<ArgumentException>(() => _model.Size(new string('a', MjName.MaxBytes + 1)));

    [Fact]
    public void A_name_with_a_zero_inside_is_not_cut_there() =>
        Assert.Contains("0 inside", Assert.Throws<NativeException>(() => _model.Size("nq\0more")).Message, StringComparison.Ordinal);

    private void Advance(double[] positions, byte[] groups)
    {
        var state = default(MjContactState);
        _world.Advance(_model, positions, groups, 0, ref state);
    }
}
