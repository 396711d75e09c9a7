#include "team.h"

namespace igen {

Team::Team(int threads) {
  for (int part = 1; part < threads; part++) threads_.emplace_back([this, part] { loop(part); });
}

Team::~Team() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  start_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Team::run(const std::function<void(int, int)>& work) {
  if (threads_.empty()) {
    work(0, 1);
    return;
  }
  {
    std::lock_guard<std::mutex> lock(mutex_);
    work_ = &work;
    failure_ = nullptr;
    running_ = static_cast<int>(threads_.size());
    round_++;
  }
  start_.notify_all();
  std::exception_ptr own;
  try {
    work(0, size());
  } catch (...) {
    own = std::current_exception();
  }
  std::unique_lock<std::mutex> lock(mutex_);
  done_.wait(lock, [this] { return running_ == 0; });
  if (!own) own = failure_;
  if (own) std::rethrow_exception(own);
}

void Team::loop(int part) {
  long seen = 0;
  while (true) {
    const std::function<void(int, int)>* work;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      start_.wait(lock, [&] { return stop_ || round_ != seen; });
      if (stop_) return;
      seen = round_;
      work = work_;
    }
    std::exception_ptr failure;
    try {
      (*work)(part, size());
    } catch (...) {
      failure = std::current_exception();
    }
    std::lock_guard<std::mutex> lock(mutex_);
    if (failure) failure_ = failure;
    if (--running_ == 0) done_.notify_one();
  }
}

}  // namespace igen
