using IntervenGen.Numerics;

namespace IntervenGen.Franka;

/// <summary>The one place where Franka's column-major 4×4 matrices become poses and back.</summary>
public static class ColumnMajor
{
    /// <summary>The pose of a homogeneous matrix.</summary>
    /// <param name="matrix">Shape [16], column by column, metres.</param>
    public static Pose ToPose(ReadOnlySpan<double> matrix)
    {
        ReadOnlySpan<double> rotation =
        [
            matrix[0], matrix[4], matrix[8],
            matrix[1], matrix[5], matrix[9],
            matrix[2], matrix[6], matrix[10],
        ];
        return new Pose(Vec3.From(matrix[12..]), Quat.FromMatrix(rotation));
    }

    /// <summary>Writes a pose as a homogeneous matrix whose last row is exactly (0, 0, 0, 1).</summary>
    /// <param name="pose">The pose, metres.</param>
    /// <param name="matrix">Shape [16], column by column.</param>
    public static void Write(in Pose pose, Span<double> matrix)
    {
        Span<double> rotation = stackalloc double[9];
        pose.Orientation.ToMatrix(rotation);
        for (int column = 0; column < 3; column++)
        {
            for (int row = 0; row < 3; row++)
                matrix[(4 * column) + row] = rotation[(3 * row) + column];
            matrix[(4 * column) + 3] = 0;
        }

        pose.Position.WriteTo(matrix[12..]);
        matrix[15] = 1;
    }
}
