namespace IntervenGen.Episodes.Tests.LeRobot;

/// <summary>Made-up pictures of one camera: a bar that tells the step, on a ground that tells the episode.</summary>
internal sealed class StripedPictures(string camera, int width, int height) : IEpisodePictures
{
    public string Camera => camera;

    public int Width => width;

    public int Height => height;

    public static byte Ground(int episode) => (byte)(40 + (10 * episode));

    public void Read(int episode, int step, Span<byte> rgb)
    {
        int size = width * height * 3;
        for (int i = 0; i < rgb.Length / size; i++)
        {
            Span<byte> picture = rgb.Slice(i * size, size);
            picture.Fill(Ground(episode));
            for (int row = 0; row < height; row++)
            {
                int at = ((row * width) + ((step + i) % width)) * 3;
                (picture[at], picture[at + 1], picture[at + 2]) = (255, 0, 128);
            }
        }
    }
}
