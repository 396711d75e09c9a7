using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Tests;

public sealed class CalibrationTests
{
    // The README's example.
    private const string Example = """
        {
          "intrinsics": { "fx": 616.4, "fy": 616.7, "cx": 318.2, "cy": 241.9, "width": 640, "height": 480 },
          "base_from_camera": {
            "position": [0.94, -0.62, 0.47],
            "quaternion_wxyz": [0.456062, -0.836517, -0.266665, 0.145383]
          },
          "table_height": -0.02
        }
        """;

    [Fact]
    public void A_file_survives_writing_and_reading()
    {
        var random = new CounterRandom(11, 0, 0);
        string path = Path.Combine(Path.GetTempPath(), $"calibration-{Guid.NewGuid():N}.json");
        try
        {
            foreach (double? table in (double?[])[null, -0.112])
            {
                var written = new CameraCalibration(
                    new CameraIntrinsics(616.123456789, 617, 318.5, 241.25, 640, 480),
                    new Pose(Make.Vector(ref random), Make.Rotation(ref random)), table);
                written.Write(path, overwrite: true);
                CameraCalibration read = CameraCalibration.Read(path);
                Assert.Equal(written.Intrinsics, read.Intrinsics);
                Assert.Equal(written.TableHeight, read.TableHeight);
                Assert.Equal(written.BaseFromCamera.Position, read.BaseFromCamera.Position);
                Assert.True(Quat.AngleBetween(written.BaseFromCamera.Orientation, read.BaseFromCamera.Orientation) < 1e-7);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_quaternion_is_scalar_first()
    {
        CameraCalibration example = CameraCalibration.Parse(Example, "example");
        Assert.Equal(0.456062, example.BaseFromCamera.Orientation.W, 1e-6);
        // The example's camera looks at the table: its z axis points down and towards the base.
        Vec3 forward = example.BaseFromCamera.Orientation.Rotate(Vec3.UnitZ);
        Assert.True(forward.Z < -0.4 && forward.X < -0.3, $"looks along {forward}");
        Assert.Equal(1, example.BaseFromCamera.Orientation.Norm, 1e-12);
    }

    [Theory]
    [InlineData("\"fx\": 616.4, ", "", "'intrinsics.fx' is missing")]
    [InlineData("\"fx\": 616.4", "\"fx\": \"wide\"", "intrinsics.fx is \"wide\"")]
    [InlineData("\"fx\": 616.4", "\"fx\": -1", "fx is -1; it must be between 1 and 100000")]
    [InlineData("\"width\": 640", "\"width\": 640.5", "intrinsics.width is 640.5")]
    [InlineData("\"width\": 640", "\"width\": 9000", "width is 9000; it must be between 1 and 4096")]
    [InlineData("\"position\"", "\"postion\"", "unknown key 'base_from_camera.postion'; did you mean 'base_from_camera.position'")]
    [InlineData("\"quaternion_wxyz\"", "\"quaternion_xyzw\"", "did you mean 'base_from_camera.quaternion_wxyz'")]
    [InlineData("[0.456062,", "[0.556062,", "has length 1.0")]
    [InlineData("-0.266665, 0.145383]", "-0.266665]", "must be a list of 4 numbers")]
    [InlineData("[0.94, -0.62, 0.47]", "[940, -620, 470]", "are these millimetres?")]
    [InlineData("[0.94, -0.62, 0.47]", "[0.94, null, 0.47]", "base_from_camera.position is null")]
    [InlineData("\"table_height\": -0.02", "\"table_height\": -20", "table_height is -20 m")]
    [InlineData("\"table_height\": -0.02", "\"table\": -0.02", "unknown key 'table'; did you mean 'table_height'")]
    [InlineData("\"intrinsics\": {", "\"intrinsics\": 3, \"x\": {", "unknown key 'x'")]
    [InlineData("\"table_height\"", "\"intrinsics\"", "intrinsics")]
    [InlineData("{\n", "[\n", "not JSON")]
    [InlineData("\"table_height\"", "\"table_\\ud83dheight\"", "characters that cannot be")]
    public void A_wrong_file_is_one_sentence_that_names_the_key(string part, string instead, string expected)
    {
        string text = Example.Replace(part, instead, StringComparison.Ordinal);
        Assert.NotEqual(Example, text);
        UsageException exception = Assert.Throws<UsageException>(() => CameraCalibration.Parse(text, "cell.json"));
        Assert.StartsWith("cell.json", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("/nowhere/camera.json", Assert.Throws<UsageException>(() => CameraCalibration.Read("/nowhere/camera.json")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_far_too_large_is_refused_before_it_is_read()
    {
        string path = Path.Combine(Path.GetTempPath(), $"calibration-{Guid.NewGuid():N}.json");
        using (FileStream file = File.Create(path))
            file.SetLength(1L << 40);
        try
        {
            Assert.Contains("at most 1048576 are read", Assert.Throws<UsageException>(() => CameraCalibration.Read(path)).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
