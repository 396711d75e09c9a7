using IntervenGen.Core;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Numerics;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Fuzz.Targets;

/// <summary>What a driver's page sends, line by line: read, and given to a desk.</summary>
internal sealed class TeleopTarget : FuzzTarget
{
    private static readonly string[] s_seeds =
    [
        """{"type":"start"}""",
        """{"type":"drive","twist":[0,0.5,-1,0,0,0],"gripper":1,"frame":3}""",
        """{"type":"take"}""",
        """{"type":"hand"}""",
        """{"type":"recover"}""",
        """{"type":"hold"}""",
        """{"type":"finish"}""",
        """{"type":"discard"}""",
        """{"type":"\ud800"}""",
        """{"type":"drive","twist":[1e999,0,0,0,0,0],"gripper":null,"frame":99999999999999999999}""",
        """{"type":"drive","twist":{"length":6},"gripper":[],"frame":"1"}""",
    ];

    public override string Name => "teleop";

    public override bool Run(byte[] input)
    {
        // A desk stays registered with its token.
        using var stop = new CancellationTokenSource();
        var options = new TeleopOptions { Task = (TeleopTask)(input.Length % 3) };
        var desk = new TeleopDesk(options, SeedRun.Spec, new NoScene(), () => 0, stop.Token);
        var page = new PageFeed(desk.FrameBytes);
        object driver = new();
        desk.Watch(page);
        desk.TryAttach(driver);
        int taken = 0;
        foreach (Range line in new ReadOnlySpan<byte>(input).Split((byte)'\n'))
            taken += Hear(desk, driver, page, input[line]) ? 1 : 0;
        desk.Unwatch(page);
        desk.Detach(driver);
        while (page.TryTakeText(out byte[]? text))
            _ = StrictJson.Parse(text).RootElement;
        return taken > 0;
    }

    protected override IEnumerable<byte[]> MakeSeeds() =>
    [
        .. s_seeds.Select(System.Text.Encoding.UTF8.GetBytes),
        System.Text.Encoding.UTF8.GetBytes(string.Join('\n', s_seeds)),
    ];

    // A line by its values, or all of them as bytes.
    protected override byte[] Mutate(byte[] seed, ref CounterRandom random)
    {
        byte[] changed = JsonMutator.Mutate(Seeds[random.NextInt32(s_seeds.Length)], Seeds, ref random);
        return random.NextInt32(4) switch
        {
            0 => ByteMutator.Mutate(seed, Seeds, ref random),
            1 => [.. seed, (byte)'\n', .. changed],
            2 => [.. Seeds[0], (byte)'\n', .. changed],
            _ => changed,
        };
    }

    private static bool Hear(TeleopDesk desk, object driver, PageFeed page, byte[] line)
    {
        if (!TeleopMessage.TryParse(line, out TeleopMessage message, out string? fault))
        {
            page.Say(TeleopTexts.Error(fault));
            return false;
        }

        foreach (float number in message.Twist)
            Require(number);
        Require(message.Gripper);
        try
        {
            desk.Receive(driver, message);
            return true;
        }
        catch (UsageException exception)
        {
            page.Say(TeleopTexts.Error(exception.Message));
            return false;
        }
    }

    private static void Require(float number)
    {
        if (!(number is >= -1 and <= 1))
            throw new DefectException($"a command of {number} was taken; it must be between -1 and 1");
    }

    private sealed class NoScene : IScene
    {
        public SceneDescription Description { get; } = new(1, [], [], [], new SceneCamera(default, 1, 0, 0));

        public void Place(ReadOnlySpan<double> state, Span<float> bodies) => bodies[..7].Clear();

        public void Place(IEnvironment environment, Span<float> bodies) => bodies[..7].Clear();

        public void Dispose()
        {
        }
    }
}
