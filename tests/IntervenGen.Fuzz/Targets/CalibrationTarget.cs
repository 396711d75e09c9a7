using IntervenGen.Fuzz.Mutation;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Reads a camera's calibration.</summary>
internal sealed class CalibrationTarget(string place) : FuzzTarget
{
    private static readonly CameraCalibration s_camera = new(
        new CameraIntrinsics(615.2, 615.1, 320.5, 240.25, 640, 480),
        new Pose(new Vec3(0.5, 0.1, 0.9), Quat.Exp(new Vec3(3, 0.1, 0.2))), -0.02);

    public override string Name => "calibration";

    public override bool Run(byte[] input)
    {
        string path = Path.Combine(place, "camera.json");
        File.WriteAllBytes(path, input);
        try
        {
            CameraCalibration read = CameraCalibration.Read(path);
            if (CameraCalibration.Parse(read.ToJson(), "again").Intrinsics != read.Intrinsics)
                throw new DefectException("a calibration that was read is not read again as it was written");
            return true;
        }
        finally
        {
            File.Delete(path);
        }
    }

    protected override int WellFormed => 2;

    protected override IEnumerable<byte[]> MakeSeeds() =>
    [
        System.Text.Encoding.UTF8.GetBytes(s_camera.ToJson()),
        System.Text.Encoding.UTF8.GetBytes("// by hand\n" + (s_camera with { TableHeight = null }).ToJson()),
        .. CorpusFiles.Of("calibration"),
    ];

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) => JsonMutator.Mutate(seed, Seeds, ref random);
}
