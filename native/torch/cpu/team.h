// A few threads that do one phase of a gradient step together.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace igen {

// Own threads instead of OpenMP's: the pool then knows nothing of libtorch's or the BLAS's, and cannot fight them.
class Team {
 public:
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return static_cast<int>(threads_.size()) + 1; }

  // Runs work(part, parts) once for every part, the caller being part 0, and waits for all.
  void run(const std::function<void(int, int)>& work);

 private:
  void loop(int part);

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable start_, done_;
  const std::function<void(int, int)>* work_ = nullptr;
  std::exception_ptr failure_;
  long round_ = 0;
  int running_ = 0;
  bool stop_ = false;
};

// The part's share of count units: [begin, end).
struct Share {
  Share(int count, int part, int parts)
      : begin(static_cast<int>(static_cast<long long>(count) * part / parts)),
        end(static_cast<int>(static_cast<long long>(count) * (part + 1) / parts)) {}
  int begin, end;
};

}  // namespace igen
