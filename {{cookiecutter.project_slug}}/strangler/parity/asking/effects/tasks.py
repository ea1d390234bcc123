"""Holds back tasks for workers: Celery, RQ, Dramatiq, Huey, django-q, and Django's own.

Only libraries that are loaded by now are looked at: what isn't imported has no task to send.
"""

import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

from strangler.parity.asking.effects.held import Held, overrides, patched

Method = Callable[..., Any]


@contextmanager
def hold_tasks(held: Held) -> Iterator[None]:
    """Note tasks in the place of sending them.

    Those that the settings want run at once (Celery's `task_always_eager`, Django's `ImmediateBackend`) are run, too.
    """
    with ExitStack() as stack:
        for module, hold in QUEUES.items():
            if module in sys.modules:
                hold(held, sys.modules[module], stack)
        yield


def hold_celery(held: Held, module: Any, stack: ExitStack) -> None:
    """Hold what any task, signature, chain, group or chord sends: all come by here in the end."""

    def send_task(app: Any, name: str, args: Any = None, kwargs: Any = None, *_: Any, **options: Any) -> Any:
        when = {
            key: options[key] for key in ("countdown", "eta", "queue", "routing_key") if options.get(key) is not None
        }
        held.note("task", name, args=list(args or ()), kwargs=kwargs or {}, **when)
        return app.AsyncResult(options.get("task_id") or str(uuid.uuid4()))

    stack.enter_context(patched(module.Celery, "send_task", send_task))
    task_class = import_module("celery.app.task").Task  # which Celery loads with the first task
    run: Method = task_class.apply

    def apply(task: Any, args: Any = None, kwargs: Any = None, *others: Any, **options: Any) -> Any:
        held.note("task", task.name, args=list(args or ()), kwargs=kwargs or {})
        return run(task, args, kwargs, *others, **options)

    stack.enter_context(patched(task_class, "apply", apply))


def hold_django_tasks(held: Held, module: Any, stack: ExitStack) -> None:
    """Hold the tasks of `django.tasks` (from Django 6.0 on), but for those that run at once."""
    from django.tasks import TaskResult, TaskResultStatus  # noqa: PLC0415 - from Django 6.0 on
    from django.utils import timezone  # noqa: PLC0415

    def holding(enqueue: Method) -> Method:
        def hold(backend: Any, task: Any, args: Any, kwargs: Any) -> Any:
            held.note("task", task.module_path, args=list(args), kwargs=kwargs, queue=task.queue_name)
            if type(backend).__module__ == "django.tasks.backends.immediate":
                return enqueue(backend, task, args, kwargs)
            return TaskResult(
                task=task,
                id=str(uuid.uuid4()),
                status=TaskResultStatus.READY,
                enqueued_at=timezone.now(),
                started_at=None,
                last_attempted_at=None,
                finished_at=None,
                args=list(args),
                kwargs=kwargs,
                backend=backend.alias,
                errors=[],
                worker_ids=[],
            )

        return hold

    for cls, enqueue in list(overrides(module.BaseTaskBackend, "enqueue")):
        stack.enter_context(patched(cls, "enqueue", holding(enqueue)))


def hold_rq(held: Held, module: Any, stack: ExitStack) -> None:
    """Hold the jobs of RQ, and of what is built on it (django-rq)."""

    def enqueue_job(_queue: Any, job: Any, *_: Any, **__: Any) -> Any:
        held.note("task", str(job.func_name), args=job.args, kwargs=job.kwargs)
        return job

    stack.enter_context(patched(module.Queue, "enqueue_job", enqueue_job))


def hold_dramatiq(held: Held, module: Any, stack: ExitStack) -> None:
    """Hold the messages of Dramatiq."""

    def enqueue(_broker: Any, message: Any, *, delay: int | None = None) -> Any:
        held.note("task", message.actor_name, args=message.args, kwargs=message.kwargs, delay=delay)
        return message

    for cls, _ in list(overrides(module.Broker, "enqueue")):
        stack.enter_context(patched(cls, "enqueue", enqueue))


def hold_huey(held: Held, module: Any, stack: ExitStack) -> None:
    """Hold the tasks of Huey, unless it runs them at once."""
    enqueue: Method = module.Huey.enqueue

    def hold(huey: Any, task: Any) -> Any:
        held.note("task", task.name, args=task.args, kwargs=task.kwargs)
        return enqueue(huey, task) if huey.immediate else None

    stack.enter_context(patched(module.Huey, "enqueue", hold))


def hold_django_q(held: Held, module: Any, stack: ExitStack) -> None:
    """Hold the packages of django-q, which are signed pickles."""

    def enqueue(_broker: Any, package: str) -> str:
        task = import_module("django_q.signing").SignedPackage.loads(package)
        held.note("task", str(task["func"]), args=task["args"], kwargs=task["kwargs"])
        return str(task["id"])

    for cls, _ in list(overrides(module.Broker, "enqueue")):
        stack.enter_context(patched(cls, "enqueue", enqueue))


QUEUES: dict[str, Callable[[Held, Any, ExitStack], None]] = {
    "celery.app.base": hold_celery,
    "django.tasks.backends.base": hold_django_tasks,
    "rq.queue": hold_rq,
    "dramatiq.broker": hold_dramatiq,
    "huey.api": hold_huey,
    "django_q.brokers": hold_django_q,
}
